package dev.unroll.bench.operation;

import dev.unroll.autograd.op.Ops;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Losses: means over rows of 257 numbers, and of sequences.
final class LossWorks {
  private static final String SHAPE = "[64,257]";

  private LossWorks() {}

  static List<OperationWork> all() {
    List<OperationWork> works = new ArrayList<>(rows());
    works.addAll(sequences());
    return works;
  }

  /// Losses of whole sequences.
  private static List<OperationWork> sequences() {
    int[] labels = Numbers.ids(7, 8 * 10, 19);
    for (int i = 0; i < labels.length; i++) {
      labels[i]++;
    }
    int[] tags = Numbers.ids(8, 25 * 16, 9);
    return List.of(
        OperationWork.of(
            "ctc",
            "CtcOp",
            "connectionist temporal classification",
            "T,N,C 50,8,20, 10 labels",
            (_, v) -> Ops.ctc(v[0], null, labels, null, false).mean(),
            Operands.tensor(50, 8, 20)),
        OperationWork.of(
            "crf",
            "CrfOp",
            "linear-chain conditional random field",
            "T,N,K 25,16,9",
            (_, v) -> Ops.crf(v[0], tags, null, v[1], v[2], v[3]).mean(),
            Operands.tensor(25, 16, 9),
            Operands.tensor(9, 9),
            Operands.tensor(9),
            Operands.tensor(9)));
  }

  private static List<OperationWork> rows() {
    Tensor x = Operands.tensor(64, 257);
    Tensor target = Operands.positive(64, 257);
    Tensor weights = Operands.positive(257);
    int[] ids = Numbers.ids(5, 64, 257);
    return List.of(
        OperationWork.of(
            "cross-entropy",
            "CrossEntropyOp",
            "−ln softmax(x)[target]",
            SHAPE,
            (_, v) -> Ops.crossEntropy(v[0], ids).mean(),
            x),
        OperationWork.of(
            "weighted-cross-entropy",
            "WeightedCrossEntropyOp",
            "with class weights and label smoothing",
            SHAPE,
            (_, v) -> Ops.weightedCrossEntropy(v[0], ids, weights, 0.1f).mean(),
            x),
        OperationWork.of(
            "binary-cross-entropy",
            "BinaryCrossEntropyOp",
            "of logits",
            SHAPE,
            (_, v) -> Ops.binaryCrossEntropy(v[0], v[1]).mean(),
            x,
            target),
        OperationWork.of(
            "mse", "MseOp", "(x − t)²", SHAPE, (_, v) -> Ops.mse(v[0], v[1]).mean(), x, target),
        OperationWork.of(
            "mae",
            "MaeOp",
            "absolute error",
            SHAPE,
            (_, v) -> Ops.mae(v[0], v[1]).mean(),
            x,
            target),
        OperationWork.of(
            "huber",
            "HuberOp",
            "squared near 0, linear beyond δ",
            SHAPE,
            (_, v) -> Ops.huber(v[0], v[1], 0.5f).mean(),
            x,
            target));
  }
}
