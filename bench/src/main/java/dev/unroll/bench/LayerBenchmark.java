package dev.unroll.bench;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Sequence;
import java.util.List;
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
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class LayerBenchmark {
  @Param({"vector", "scalar"})
  String set;

  @Param({"LSTM", "RNN", "GRU", "RESET_AFTER_GRU"})
  MeasuredCell cell;

  /// `TxNxCxH`.
  @Param({"50x32x128x256", "25x1x64x100", "100x64x256x512", "13x7x33x65"})
  String shape;

  @Param({"1", "2"})
  int threads;

  private Workers workers;
  private Tape tape;
  private Recurrent layer;
  private List<Parameter> parameters;
  private Tensor x;
  private Tensor dy;

  /// Makes the layer and holds it to the scalar set's bits.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    LayerShape extents = LayerShape.parse(shape);
    LayerWork.check(KernelSets.named(set), Kernels.scalar(), cell, extents);
    workers = Workers.start(threads);
    tape = tape(KernelSets.named(set));
    var scope = dev.unroll.models.layer.Scope.fresh(1, Initializer.torch());
    layer =
        new Recurrent(scope, RecurrentOptions.of(cell.cell(), extents.inputs(), extents.hidden()));
    this.parameters = scope.parameters();
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
      Variable y = forward(tape.constant(x));
      return y.value().data()[y.value().offset()];
    } finally {
      tape.reset();
    }
  }

  private Variable forward(Variable input) {
    return layer.forward(Pass.reading(tape), new Sequence.Features(input), null).y();
  }

  /// Forward and backward.
  @Benchmark
  public float training() {
    for (Parameter parameter : parameters) {
      parameter.zeroGradient();
    }
    Variable input = tape.leaf(x);
    Variable y = forward(input);
    tape.backward(y, dy);
    float first = input.gradient().data()[input.gradient().offset()];
    tape.reset();
    return first;
  }
}
