package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/// Losses besides the plain cross-entropy.
public final class LossCases {
  private LossCases() {}

  /// A loss of pairs of elements, as the operation offers it.
  @FunctionalInterface
  private interface PairLoss {
    LossOutput apply(Variable prediction, Variable target, int[] lengths, Tensor weights);
  }

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("mse", MseOp.class, pairs(Ops::mse, (x, t) -> (x - t) * (x - t))),
        new OperationCase("mae", MaeOp.class, pairs(Ops::mae, (x, t) -> Math.abs(x - t))),
        new OperationCase(
            "huber",
            HuberOp.class,
            pairs(
                (x, t, lengths, weights) -> Ops.huber(x, t, 1, lengths, weights),
                (x, t) -> Math.abs(x - t) <= 1 ? (x - t) * (x - t) / 2 : Math.abs(x - t) - 0.5)),
        new OperationCase(
            "binary-cross-entropy",
            BinaryCrossEntropyOp.class,
            pairs(
                Ops::binaryCrossEntropy,
                (x, t) -> t * Math.log1p(Math.exp(-x)) + (1 - t) * Math.log1p(Math.exp(x)))),
        new OperationCase(
            "weighted-cross-entropy", WeightedCrossEntropyOp.class, LossCases::weighted));
  }

  /// The mean and the sum.
  public static Variable[] both(LossOutput loss) {
    return new Variable[] {loss.mean(), loss.sum()};
  }

  /// Differences are kept away from 0 and 1, where some losses have a kink.
  private static Function<Draw, Instance> pairs(PairLoss run, DoubleBinaryOperator loss) {
    return draw -> {
      int steps = draw.extentOrEmpty();
      int rows = draw.extentOrEmpty();
      int columns = draw.extent();
      Tensor target = draw.between(0, 1, steps, rows, columns);
      Tensor prediction = draw.between(0.2f, 0.8f, steps, rows, columns);
      for (int i = 0; i < prediction.elements(); i++) {
        float difference = prediction.data()[i] + (draw.coin() ? 1 : 0);
        prediction.data()[i] = target.data()[i] + (draw.coin() ? difference : -difference);
      }
      int[] lengths = draw.lengthsOrNull(rows, steps);
      Tensor weights = draw.coin() ? null : weights(draw, steps, rows, columns);
      return new Instance(
          16,
          (_, v) -> both(run.apply(v[0], v[1], lengths, weights)),
          v -> {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < v[0].length; i++) {
              boolean counts = lengths == null || i / columns / rows < lengths[i / columns % rows];
              int each = weights == null ? 1 : v[0].length / weights.elements();
              double weight = !counts ? 0 : weights == null ? 1 : weights.data()[i / each];
              sum += weight * loss.applyAsDouble(v[0][i], v[1][i]);
              total += weight;
            }
            return new double[][] {{total == 0 ? 0 : sum / total}, {sum}};
          },
          prediction,
          target);
    };
  }

  /// Weights for any number of leading axes, some of them 0.
  private static Tensor weights(Draw draw, int steps, int rows, int columns) {
    Tensor weights =
        switch (draw.ids(1, 3)[0]) {
          case 0 -> draw.between(0.5f, 2, steps);
          case 1 -> draw.between(0.5f, 2, steps, rows);
          default -> draw.between(0.5f, 2, steps, rows, columns);
        };
    for (int i = 0; i < weights.elements(); i++) {
      weights.data()[i] *= draw.coin() ? 1 : 0;
    }
    return weights;
  }

  private static Instance weighted(Draw draw) {
    int rows = draw.extentOrEmpty();
    int classes = draw.extent();
    int[] targets = draw.ids(rows, classes);
    if (rows > 1 && draw.coin()) {
      targets[rows - 1] = -100;
    }
    float smoothing = draw.coin() ? 0.25f : 0;
    Tensor weights = draw.coin() ? draw.between(0.5f, 2, classes) : null;
    return new Instance(
        32,
        (_, v) -> both(Ops.weightedCrossEntropy(v[0], targets, -100, weights, smoothing)),
        v -> {
          double sum = 0;
          double total = 0;
          for (int m = 0; m < rows; m++) {
            if (targets[m] < 0) {
              continue;
            }
            double denominator = 0;
            for (int k = 0; k < classes; k++) {
              denominator += Math.exp(v[0][m * classes + k]);
            }
            for (int k = 0; k < classes; k++) {
              double weight = weights == null ? 1 : weights.data()[k];
              double share = smoothing / (double) classes + (k == targets[m] ? 1 - smoothing : 0);
              sum -= weight * share * (v[0][m * classes + k] - Math.log(denominator));
              total += k == targets[m] ? weight : 0;
            }
          }
          return new double[][] {{total == 0 ? 0 : sum / total}, {sum}};
        },
        draw.between(-3, 3, rows, classes));
  }
}
