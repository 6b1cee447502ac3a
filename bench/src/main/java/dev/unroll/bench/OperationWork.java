package dev.unroll.bench;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AbsOp;
import dev.unroll.autograd.op.AddOp;
import dev.unroll.autograd.op.AttentionOp;
import dev.unroll.autograd.op.AveragePoolOp;
import dev.unroll.autograd.op.BinaryCrossEntropyOp;
import dev.unroll.autograd.op.ClampOp;
import dev.unroll.autograd.op.ConcatenateOp;
import dev.unroll.autograd.op.Conv2dOp;
import dev.unroll.autograd.op.Conv3dOp;
import dev.unroll.autograd.op.CrossEntropyOp;
import dev.unroll.autograd.op.DivideOp;
import dev.unroll.autograd.op.DropoutOp;
import dev.unroll.autograd.op.EmbeddingOp;
import dev.unroll.autograd.op.ExpOp;
import dev.unroll.autograd.op.GatherRowsOp;
import dev.unroll.autograd.op.GeluOp;
import dev.unroll.autograd.op.GruOp;
import dev.unroll.autograd.op.HighwayOp;
import dev.unroll.autograd.op.HuberOp;
import dev.unroll.autograd.op.JordanOp;
import dev.unroll.autograd.op.LayerNormOp;
import dev.unroll.autograd.op.LeakyReluOp;
import dev.unroll.autograd.op.LinearOp;
import dev.unroll.autograd.op.LogOp;
import dev.unroll.autograd.op.LogSoftmaxOp;
import dev.unroll.autograd.op.LogSumExpOp;
import dev.unroll.autograd.op.LstmOp;
import dev.unroll.autograd.op.MaeOp;
import dev.unroll.autograd.op.MatmulOp;
import dev.unroll.autograd.op.MaxOp;
import dev.unroll.autograd.op.MaxPoolOp;
import dev.unroll.autograd.op.MeanOp;
import dev.unroll.autograd.op.MseOp;
import dev.unroll.autograd.op.MultiplyOp;
import dev.unroll.autograd.op.NegateOp;
import dev.unroll.autograd.op.NormOp;
import dev.unroll.autograd.op.PadOp;
import dev.unroll.autograd.op.PeepholeLstmOp;
import dev.unroll.autograd.op.PermuteOp;
import dev.unroll.autograd.op.PowOp;
import dev.unroll.autograd.op.ProjectedLstmOp;
import dev.unroll.autograd.op.RandomTruncationOp;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.autograd.op.ReluOp;
import dev.unroll.autograd.op.ResetAfterGruOp;
import dev.unroll.autograd.op.ReshapeOp;
import dev.unroll.autograd.op.ReverseOp;
import dev.unroll.autograd.op.RnnOp;
import dev.unroll.autograd.op.ScaleOp;
import dev.unroll.autograd.op.SigmoidOp;
import dev.unroll.autograd.op.SimplifiedGruOp;
import dev.unroll.autograd.op.SliceOp;
import dev.unroll.autograd.op.SoftmaxOp;
import dev.unroll.autograd.op.SplitOp;
import dev.unroll.autograd.op.SqrtOp;
import dev.unroll.autograd.op.SquareOp;
import dev.unroll.autograd.op.StackOp;
import dev.unroll.autograd.op.SubtractOp;
import dev.unroll.autograd.op.SumOp;
import dev.unroll.autograd.op.TanhOp;
import dev.unroll.autograd.op.VariationalDropoutOp;
import dev.unroll.autograd.op.WeightedCrossEntropyOp;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;

/// One operation of autograd on operands of a middling size, forward and backward to all inputs: matrices
/// `[32,256]`, sequences `[20,32,64]` with 64 hidden units, images `[8,8,16,16]`.
public final class OperationWork {
  private static final int[] TARGETS = Numbers.ids(3, 32, 32);

  private final String operation;
  private final Tape tape;
  private final Tensor numbers = Numbers.tensor(1, 1, 1 << 18);
  private final Tensor positive = Numbers.tensor(2, 0.4f, 1 << 18);
  private RandomStream random;
  private int taken;

  /// @param operation the operation's class, such as `LinearOp`
  public OperationWork(KernelSet set, String operation) {
    this.operation = operation;
    tape = new Tape(set, new Workspace(), Workers.CALLER);
    for (int i = 0; i < positive.elements(); i++) {
      positive.data()[i] += 1;
    }
  }

  /// Forward and backward once; the sum of the outputs' gradients is their number.
  public float run() {
    taken = 0;
    random = new RandomStream(4);
    Variable y = apply().keep();
    Tensor seed = Tensor.wrap(positive.data(), 0, y.shape());
    tape.backward(y, seed);
    float first = y.value().elements() == 0 ? 0 : y.value().data()[y.value().offset()];
    tape.reset();
    return first;
  }

  private Variable apply() {
    return switch (operation) {
      case "AbsOp" -> AbsOp.apply(matrix());
      case "AddOp" -> AddOp.apply(matrix(), matrix());
      case "AttentionOp" ->
          AttentionOp.dot(leaf(32, 64), leaf(20, 32, 64), leaf(20, 32, 64), null).context();
      case "AveragePoolOp" -> AveragePoolOp.apply(leaf(8, 8, 16, 16), 2, 2, 0);
      case "BinaryCrossEntropyOp" -> BinaryCrossEntropyOp.mean(matrix(), matrix());
      case "ClampOp" -> ClampOp.apply(matrix(), -0.5f, 0.5f);
      case "ConcatenateOp" -> ConcatenateOp.apply(1, matrix(), matrix());
      case "Conv2dOp" -> Conv2dOp.apply(leaf(8, 8, 16, 16), leaf(16, 8, 3, 3), leaf(16), 1, 1);
      case "Conv3dOp" -> Conv3dOp.apply(leaf(4, 4, 8, 8, 8), leaf(8, 4, 3, 3, 3), leaf(8), 1, 1);
      case "CrossEntropyOp" -> CrossEntropyOp.mean(matrix(), TARGETS);
      case "DivideOp" -> DivideOp.apply(matrix(), positive());
      case "DropoutOp" -> DropoutOp.apply(matrix(), 0.5f, random);
      case "EmbeddingOp" -> EmbeddingOp.apply(matrix(), TARGETS);
      case "ExpOp" -> ExpOp.apply(matrix());
      case "GatherRowsOp" -> GatherRowsOp.apply(matrix(), TARGETS);
      case "GeluOp" -> GeluOp.apply(matrix());
      case "GruOp" -> GruOp.apply(sequence(), weights(3), null, null).y();
      case "HighwayOp" -> HighwayOp.apply(matrix(), matrix(), leaf(256, 256), leaf(256));
      case "HuberOp" -> HuberOp.mean(matrix(), matrix(), 0.5f);
      case "JordanOp" ->
          JordanOp.apply(
                  sequence(),
                  leaf(64, 64),
                  leaf(64, 64),
                  leaf(64),
                  leaf(64, 64),
                  leaf(64),
                  null,
                  null)
              .y();
      case "LayerNormOp" -> LayerNormOp.apply(matrix(), leaf(256), leaf(256), 1e-5f);
      case "LeakyReluOp" -> LeakyReluOp.apply(matrix(), 0.01f);
      case "LinearOp" -> LinearOp.apply(matrix(), leaf(256, 256), leaf(256));
      case "LogOp" -> LogOp.apply(positive());
      case "LogSoftmaxOp" -> LogSoftmaxOp.apply(matrix());
      case "LogSumExpOp" -> LogSumExpOp.apply(matrix());
      case "LstmOp" -> LstmOp.apply(sequence(), weights(4), null, null, null).y();
      case "MaeOp" -> MaeOp.mean(matrix(), matrix());
      case "MatmulOp" -> MatmulOp.apply(leaf(4, 64, 64), leaf(4, 64, 64));
      case "MaxOp" -> MaxOp.apply(matrix(), 1);
      case "MaxPoolOp" -> MaxPoolOp.apply(leaf(8, 8, 16, 16), 2, 2, 0);
      case "MeanOp" -> MeanOp.apply(matrix(), 1);
      case "MseOp" -> MseOp.mean(matrix(), matrix());
      case "MultiplyOp" -> MultiplyOp.apply(matrix(), matrix());
      case "NegateOp" -> NegateOp.apply(matrix());
      case "NormOp" -> NormOp.apply(matrix(), 1);
      case "PadOp" -> PadOp.apply(matrix(), 1, 1, 1, 0);
      case "PeepholeLstmOp" ->
          PeepholeLstmOp.apply(
                  sequence(), weights(4), leaf(64), leaf(64), leaf(64), null, null, null)
              .y();
      case "PermuteOp" -> PermuteOp.transpose(matrix(), 0, 1);
      case "PowOp" -> PowOp.apply(positive(), 1.5f);
      case "ProjectedLstmOp" ->
          ProjectedLstmOp.apply(sequence(), weights(4), leaf(64, 64), null, null, null).y();
      case "RandomTruncationOp" -> RandomTruncationOp.weighted(matrix(), 2);
      case "ReluOp" -> ReluOp.apply(matrix());
      case "ResetAfterGruOp" -> ResetAfterGruOp.apply(sequence(), weights(3), null, null).y();
      case "ReshapeOp" -> ReshapeOp.apply(matrix(), Shape.of(256, 32));
      case "ReverseOp" -> ReverseOp.apply(sequence(), null);
      case "RnnOp" -> RnnOp.apply(RnnOp.Activation.TANH, sequence(), weights(1), null, null).y();
      case "ScaleOp" -> ScaleOp.apply(matrix(), 2);
      case "SigmoidOp" -> SigmoidOp.apply(matrix());
      case "SimplifiedGruOp" -> SimplifiedGruOp.apply(sequence(), weights(2), null, null).y();
      case "SliceOp" -> SliceOp.apply(matrix(), 1, 0, 128);
      case "SoftmaxOp" -> SoftmaxOp.apply(matrix());
      case "SplitOp" -> SplitOp.equal(matrix(), 1, 2)[0];
      case "SqrtOp" -> SqrtOp.apply(positive());
      case "SquareOp" -> SquareOp.apply(matrix());
      case "StackOp" -> StackOp.apply(1, matrix(), matrix());
      case "SubtractOp" -> SubtractOp.apply(matrix(), matrix());
      case "SumOp" -> SumOp.apply(matrix(), 1);
      case "TanhOp" -> TanhOp.apply(matrix());
      case "VariationalDropoutOp" -> VariationalDropoutOp.apply(sequence(), 0.5f, random);
      case "WeightedCrossEntropyOp" -> WeightedCrossEntropyOp.mean(matrix(), TARGETS, null, 0.1f);
      default -> throw new IllegalArgumentException("no work for operation " + operation);
    };
  }

  private Variable leaf(int... dimensions) {
    Shape shape = Shape.of(dimensions);
    Variable leaf = tape.leaf(Tensor.wrap(numbers.data(), taken, shape));
    taken += shape.elements();
    return leaf;
  }

  private Variable matrix() {
    return leaf(32, 256);
  }

  private Variable positive() {
    return tape.leaf(Tensor.wrap(positive.data(), 0, Shape.of(32, 256)));
  }

  private Variable sequence() {
    return leaf(20, 32, 64);
  }

  private RecurrentParameters weights(int gates) {
    return new RecurrentParameters(
        leaf(64 * gates, 64), leaf(64 * gates, 64), leaf(64 * gates), leaf(64 * gates));
  }
}
