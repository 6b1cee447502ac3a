package dev.unroll.bench;

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

/// Every operation of autograd, forward and backward; see [OperationWork] for the sizes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector"})
public class OperationBenchmark {
  @Param({"vector", "scalar"})
  String set;

  @Param({
    "AbsOp",
    "AddOp",
    "AttentionOp",
    "AveragePoolOp",
    "BinaryCrossEntropyOp",
    "ClampOp",
    "ConcatenateOp",
    "Conv2dOp",
    "Conv3dOp",
    "CrossEntropyOp",
    "DivideOp",
    "DropoutOp",
    "EmbeddingOp",
    "ExpOp",
    "GatherRowsOp",
    "GeluOp",
    "GruOp",
    "HighwayOp",
    "HuberOp",
    "JordanOp",
    "LayerNormOp",
    "LeakyReluOp",
    "LinearOp",
    "LogOp",
    "LogSoftmaxOp",
    "LogSumExpOp",
    "LstmOp",
    "MaeOp",
    "MatmulOp",
    "MaxOp",
    "MaxPoolOp",
    "MeanOp",
    "MseOp",
    "MultiplyOp",
    "NegateOp",
    "NormOp",
    "PadOp",
    "PeepholeLstmOp",
    "PermuteOp",
    "PowOp",
    "ProjectedLstmOp",
    "RandomTruncationOp",
    "ReluOp",
    "ResetAfterGruOp",
    "ReshapeOp",
    "ReverseOp",
    "RnnOp",
    "ScaleOp",
    "SigmoidOp",
    "SimplifiedGruOp",
    "SliceOp",
    "SoftmaxOp",
    "SplitOp",
    "SqrtOp",
    "SquareOp",
    "StackOp",
    "SubtractOp",
    "SumOp",
    "TanhOp",
    "VariationalDropoutOp",
    "WeightedCrossEntropyOp"
  })
  String operation;

  private OperationWork work;

  /// Makes the operands.
  @Setup
  public void setUp() {
    work = new OperationWork(KernelSets.named(set), operation);
    work.run();
  }

  /// Forward and backward to all inputs.
  @Benchmark
  public float training() {
    return work.run();
  }
}
