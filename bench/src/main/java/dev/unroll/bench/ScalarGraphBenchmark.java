package dev.unroll.bench;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AddOp;
import dev.unroll.autograd.op.MultiplyOp;
import dev.unroll.autograd.op.SubtractOp;
import dev.unroll.autograd.op.TanhOp;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Workers;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// What the engine itself costs: a graph of operations on single numbers, as in micrograd, forward and
/// backward, per operation. The same in PyTorch: `y = torch.tanh(y * z + x) - z` in a loop of 250.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class ScalarGraphBenchmark {
  private static final int ROUNDS = 250;

  @Param({"vector", "scalar"})
  String set;

  private final Tensor first = Tensor.scalar(0.5f);
  private final Tensor second = Tensor.scalar(1.5f);
  private Tape tape;

  /// Makes the tape.
  @Setup
  public void setUp() {
    tape = new Tape(KernelSets.named(set), new Workspace(), Workers.CALLER);
  }

  /// A thousand operations and their gradients.
  @Benchmark
  @OperationsPerInvocation(4 * ROUNDS)
  public float graph() {
    Variable x = tape.leaf(first);
    Variable z = tape.leaf(second);
    Variable y = x;
    for (int i = 0; i < ROUNDS; i++) {
      y = SubtractOp.apply(TanhOp.apply(AddOp.apply(MultiplyOp.apply(y, z), x)), z);
    }
    tape.backward(y);
    float gradient = x.gradient().item();
    tape.reset();
    return gradient;
  }
}
