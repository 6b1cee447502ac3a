package dev.unroll.bench.ablation;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.RateProfiler;
import dev.unroll.bench.Work;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.LstmWeights;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Look tokens up, or multiply one-hot vectors? An LSTM forward on the same tokens both ways; the bits
/// are the same.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class TokenInputBenchmark {
  /// `TxNxCxH`, C being the vocabulary.
  @Param({"64x32x65x256", "25x1x65x100", "64x32x1000x256"})
  String shape;

  @Param({"tokens", "one-hot"})
  String input;

  private RecurrentSequence sequence;
  private final Workspace workspace = new Workspace();

  /// Makes the layer and holds one way to the other's bits.
  @Setup
  public void setUp() {
    sequence = sequence(input);
    RecurrentSequence other = sequence(input.equals("tokens") ? "one-hot" : "tokens");
    forward();
    Kernels.active().lstm().forward(other, workspace, Workers.CALLER);
    Numbers.requireSameBits("h", other.h().data(), sequence.h().data());
  }

  private RecurrentSequence sequence(String kind) {
    String[] parts = shape.split("x");
    int steps = Integer.parseInt(parts[0]);
    int batch = Integer.parseInt(parts[1]);
    int inputs = Integer.parseInt(parts[2]);
    int hidden = Integer.parseInt(parts[3]);
    int[] ids = Numbers.ids(1, steps * batch, inputs);
    Tensor x = Tensor.zeros(steps, batch, inputs);
    for (int i = 0; i < ids.length; i++) {
      x.data()[i * inputs + ids[i]] = 1;
    }
    float limit = (float) (1 / Math.sqrt(hidden));
    RateProfiler.declare(Work.arithmetic(2.0 * steps * batch * 4 * hidden * hidden, 0));
    return new RecurrentSequence(
        new RecurrentShape(steps, batch, inputs, hidden),
        new LstmWeights(
            Numbers.tensor(2, limit, 4 * hidden, inputs),
            Numbers.tensor(3, limit, 4 * hidden, hidden),
            Numbers.tensor(4, limit, 4 * hidden),
            Numbers.tensor(5, limit, 4 * hidden)),
        kind.equals("tokens") ? new SequenceInput.Tokens(ids) : new SequenceInput.Features(x),
        null,
        Tensor.zeros(steps + 1, batch, hidden),
        Tensor.zeros(steps + 1, batch, hidden),
        Tensor.zeros(steps, batch, 4 * hidden));
  }

  /// The whole sequence.
  @Benchmark
  public void forward() {
    Kernels.active().lstm().forward(sequence, workspace, Workers.CALLER);
  }
}
