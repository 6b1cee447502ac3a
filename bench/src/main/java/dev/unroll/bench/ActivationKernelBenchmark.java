package dev.unroll.bench;

import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.Kernels;
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
import org.openjdk.jmh.infra.BenchmarkParams;

/// Element-wise activations over arrays in L1 and past it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class ActivationKernelBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// Elements.
  @Param({"2048", "1021", "65536"})
  int length;

  private ActivationKernel kernel;
  private float[] x;
  private float[] y;
  private float[] dy;
  private float[] dx;

  /// Makes the operands and holds the results to the scalar set's bits.
  @Setup
  public void setUp(BenchmarkParams parameters) {
    kernel = KernelSets.named(set).activation();
    x = Numbers.uniform(1, length, 8);
    y = new float[length];
    dy = Numbers.uniform(2, length, 1);
    dx = new float[length];
    check(Kernels.scalar().activation());
    kernel.sigmoid(length, x, 0, y, 0);
    String method = parameters.getBenchmark();
    double flop =
        method.endsWith("exp")
            ? Work.EXP_FLOP
            : method.endsWith("sigmoid")
                ? Work.SIGMOID_FLOP
                : method.endsWith("tanh") ? Work.TANH_FLOP : method.endsWith("relu") ? 1 : 4;
    double arrays = method.endsWith("Backward") ? 4 : 2;
    RateProfiler.declare(Work.updating(flop * length, arrays * 4 * length, arrays * 4 * length));
  }

  private void check(ActivationKernel scalar) {
    float[] expected = new float[length];
    scalar.exp(length, x, 0, expected, 0);
    kernel.exp(length, x, 0, y, 0);
    Numbers.requireSameBits("exp", expected, y);
    scalar.sigmoid(length, x, 0, expected, 0);
    kernel.sigmoid(length, x, 0, y, 0);
    Numbers.requireSameBits("sigmoid", expected, y);
    scalar.tanh(length, x, 0, expected, 0);
    kernel.tanh(length, x, 0, y, 0);
    Numbers.requireSameBits("tanh", expected, y);
  }

  /// eˣ.
  @Benchmark
  public void exp() {
    kernel.exp(length, x, 0, y, 0);
  }

  /// The logistic function.
  @Benchmark
  public void sigmoid() {
    kernel.sigmoid(length, x, 0, y, 0);
  }

  /// The hyperbolic tangent.
  @Benchmark
  public void tanh() {
    kernel.tanh(length, x, 0, y, 0);
  }

  /// max(0, x).
  @Benchmark
  public void relu() {
    kernel.relu(length, x, 0, y, 0);
  }

  /// The gradient of the logistic function.
  @Benchmark
  public void sigmoidBackward() {
    kernel.sigmoidBackward(length, x, 0, dy, 0, dx, 0);
  }

  /// The gradient of the hyperbolic tangent.
  @Benchmark
  public void tanhBackward() {
    kernel.tanhBackward(length, x, 0, dy, 0, dx, 0);
  }
}
