package dev.unroll.bench;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.Cell;
import dev.unroll.models.old.Initializer;
import dev.unroll.models.old.RecurrentLayer;
import dev.unroll.models.old.RecurrentOptions;
import dev.unroll.models.old.RecurrentState;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;

/// Whole layers as users run them: a layer of `models` on a tape, forward without gradients, or forward
/// and backward with the gradients to the input and all parameters.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class LayerBenchmark {
  @Param({"vector", "scalar"})
  String set;

  @Param({"LSTM", "RNN", "GRU", "RESET_AFTER_GRU"})
  Cell cell;

  /// `TxNxCxH`.
  @Param({"50x32x128x256", "25x1x64x100", "100x64x256x512", "13x7x33x65"})
  String shape;

  @Param({"1", "2"})
  int threads;

  private Workers workers;
  private Tape tape;
  private RecurrentLayer layer;
  private RecurrentState state;
  private Tensor x;
  private Tensor dy;

  /// Makes the layer and holds it to the scalar set's bits.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    LayerShape extents = LayerShape.parse(shape);
    LayerWork.check(KernelSets.named(set), Kernels.scalar(), cell, extents);
    workers = Workers.start(threads);
    tape = tape(KernelSets.named(set));
    layer =
        cell.layer(
            RecurrentOptions.of(extents.inputs(), extents.hidden()),
            Initializer.uniform(new RandomStream(1)));
    state = layer.newState(extents.batch());
    x = Numbers.tensor(5, 1, extents.steps(), extents.batch(), extents.inputs());
    dy = Numbers.tensor(6, 1, extents.steps(), extents.batch(), extents.hidden());
    double flop = extents.forwardFlop(cell);
    boolean trains = parameters.getBenchmark().endsWith("training");
    RateProfiler.declare(Work.arithmetic(trains ? 3 * flop : flop, 0));
  }

  private Tape tape(KernelSet kernels) {
    return new Tape(kernels, new Workspace(), workers);
  }

  /// Ends the threads.
  @TearDown
  public void tearDown() {
    workers.close();
  }

  /// The whole sequence, nothing recorded.
  @Benchmark
  public float forward() {
    try (var _ = tape.noGradient()) {
      Variable y = layer.forward(tape, tape.constant(x), state, null);
      return y.value().data()[y.value().offset()];
    } finally {
      tape.reset();
    }
  }

  /// Forward and backward.
  @Benchmark
  public float training() {
    for (Parameter parameter : layer.parameters()) {
      parameter.zeroGradient();
    }
    Variable input = tape.leaf(x);
    Variable y = layer.forward(tape, input, state, null);
    tape.backward(y, dy);
    float first = input.gradient().data()[input.gradient().offset()];
    tape.reset();
    return first;
  }
}
