package dev.unroll.bench.operation;

import dev.unroll.autograd.op.BinaryCrossEntropyOp;
import dev.unroll.autograd.op.CrossEntropyOp;
import dev.unroll.autograd.op.HuberOp;
import dev.unroll.autograd.op.MaeOp;
import dev.unroll.autograd.op.MseOp;
import dev.unroll.autograd.op.WeightedCrossEntropyOp;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import java.util.List;

/// Losses: mean over rows of 257 numbers.
final class LossWorks {
  private static final String SHAPE = "[64,257]";

  private LossWorks() {}

  static List<OperationWork> all() {
    Tensor x = Operands.tensor(64, 257);
    Tensor target = Operands.positive(64, 257);
    Tensor weights = Operands.positive(257);
    int[] ids = Numbers.ids(5, 64, 257);
    return List.of(
        OperationWork.of(
            "cross-entropy",
            CrossEntropyOp.class,
            "−ln softmax(x)[target]",
            SHAPE,
            (_, v) -> CrossEntropyOp.mean(v[0], ids),
            x),
        OperationWork.of(
            "weighted-cross-entropy",
            WeightedCrossEntropyOp.class,
            "with class weights and label smoothing",
            SHAPE,
            (_, v) -> WeightedCrossEntropyOp.mean(v[0], ids, weights, 0.1f),
            x),
        OperationWork.of(
            "binary-cross-entropy",
            BinaryCrossEntropyOp.class,
            "of logits",
            SHAPE,
            (_, v) -> BinaryCrossEntropyOp.mean(v[0], v[1]),
            x,
            target),
        OperationWork.of(
            "mse",
            MseOp.class,
            "mean (x − t)²",
            SHAPE,
            (_, v) -> MseOp.mean(v[0], v[1]),
            x,
            target),
        OperationWork.of(
            "mae",
            MaeOp.class,
            "mean absolute error",
            SHAPE,
            (_, v) -> MaeOp.mean(v[0], v[1]),
            x,
            target),
        OperationWork.of(
            "huber",
            HuberOp.class,
            "squared near 0, linear beyond δ",
            SHAPE,
            (_, v) -> HuberOp.mean(v[0], v[1], 0.5f),
            x,
            target));
  }
}
