package dev.unroll.bench.operation;

import dev.unroll.bench.KernelSets;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
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

/// Every operation on a tape, forward and backward with the gradients to all inputs: [OperationList].
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class OperationBenchmark {
  @Param({"vector", "scalar"})
  String set;

  /// The names of [OperationList], which a test holds this to.
  @Param({
    "add",
    "subtract",
    "multiply",
    "divide",
    "scale",
    "negate",
    "tanh",
    "sigmoid",
    "relu",
    "leaky-relu",
    "gelu",
    "exp",
    "log",
    "sqrt",
    "square",
    "abs",
    "clamp",
    "pow",
    "reshape",
    "permute",
    "slice",
    "split",
    "concatenate",
    "stack",
    "gather-rows",
    "reverse",
    "clear-padding",
    "last-step",
    "pick",
    "pad",
    "random-truncation",
    "sum",
    "mean",
    "max",
    "log-sum-exp",
    "softmax",
    "log-softmax",
    "norm",
    "sum-over-time",
    "mean-over-time",
    "max-over-time",
    "matmul",
    "linear",
    "embedding",
    "layer-norm",
    "dropout",
    "variational-dropout",
    "highway",
    "residual",
    "conv2d",
    "conv3d",
    "max-pool",
    "average-pool",
    "cross-entropy",
    "weighted-cross-entropy",
    "binary-cross-entropy",
    "mse",
    "mae",
    "huber",
    "ctc",
    "crf",
    "dot attention",
    "scaled attention",
    "general attention",
    "additive attention",
    "dot attention of queries",
    "scaled attention of queries",
    "general attention of queries",
    "additive attention of queries",
    "rnn-tanh",
    "rnn-relu",
    "lstm",
    "lstm-relu",
    "peephole-lstm",
    "projected-lstm",
    "gru",
    "reset-after-gru",
    "simplified-gru",
    "jordan"
  })
  String operation;

  private OperationRun run;

  /// Makes the operands and holds the results to the scalar set's bits.
  @Setup
  public void setUp() {
    OperationWork work = OperationList.named(operation);
    run = new OperationRun(work, KernelSets.named(set));
    Tensor[] wanted = new OperationRun(work, Kernels.scalar()).results();
    Tensor[] got = run.results();
    for (int i = 0; i < wanted.length; i++) {
      Numbers.requireSameBits(operation, wanted[i].data(), got[i].data());
    }
  }

  /// Forward and backward.
  @Benchmark
  public float training() {
    return run.run();
  }
}
