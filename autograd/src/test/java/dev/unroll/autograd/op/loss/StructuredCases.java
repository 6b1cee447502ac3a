package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import java.util.List;

/// Losses of whole sequences, held to sums over all paths and all sequences of tags.
public final class StructuredCases {
  private StructuredCases() {}

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("ctc", CtcOp.class, StructuredCases::ctc),
        new OperationCase("crf", CrfOp.class, StructuredCases::crf));
  }

  private static Instance ctc(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int classes = 1 + Math.min(3, draw.extent());
    int[] lengths = draw.lengthsOrNull(batch, steps);
    int labels = Math.min(3, steps);
    int[] targets = new int[labels * batch];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = 1 + draw.random().nextInt(classes - 1);
    }
    boolean zeroInfinity = draw.coin();
    int[] targetLengths = new int[batch];
    for (int n = 0; n < batch; n++) {
      // the labels that fit into the row's steps, or fewer
      int room = lengths == null ? steps : lengths[n];
      int fits = 0;
      while (fits < labels && taken(targets, batch, n, fits + 1) <= room) {
        fits++;
      }
      targetLengths[n] = draw.random().nextInt(fits + 1);
    }
    return new Instance(
        64,
        (_, v) -> LossCases.both(Ops.ctc(v[0], lengths, targets, targetLengths, draw.coin())),
        v -> {
          double sum = 0;
          for (int n = 0; n < batch; n++) {
            int length = lengths == null ? steps : lengths[n];
            int[] wanted = column(targets, batch, n, targetLengths[n]);
            sum -= Math.log(Enumeration.ctc(v[0], n, batch, classes, length, wanted));
          }
          return new double[][] {{batch == 0 ? 0 : sum / batch}, {sum}};
        },
        draw.between(-2, 2, steps, batch, classes));
  }

  /// The steps that the first labels of a row take.
  private static int taken(int[] targets, int batch, int n, int count) {
    int steps = count;
    for (int s = 1; s < count; s++) {
      steps += targets[s * batch + n] == targets[(s - 1) * batch + n] ? 1 : 0;
    }
    return steps;
  }

  private static int[] column(int[] targets, int batch, int n, int count) {
    int[] column = new int[count];
    for (int s = 0; s < count; s++) {
      column[s] = targets[s * batch + n];
    }
    return column;
  }

  private static Instance crf(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int count = Math.min(3, draw.extent());
    int[] lengths = draw.lengthsOrNull(batch, steps);
    int[] tags = draw.ids(steps * batch, count);
    return new Instance(
        64,
        (_, v) -> LossCases.both(Ops.crf(v[0], tags, lengths, v[1], v[2], v[3])),
        v -> {
          double sum = 0;
          int rows = 0;
          for (int n = 0; n < batch; n++) {
            int length = lengths == null ? steps : lengths[n];
            if (length > 0) {
              int[] own = column(tags, batch, n, length);
              double total = 0;
              for (int[] each : Enumeration.all(length, count)) {
                total += Math.exp(Enumeration.score(v, n, batch, count, each));
              }
              sum += Math.log(total) - Enumeration.score(v, n, batch, count, own);
              rows++;
            }
          }
          return new double[][] {{rows == 0 ? 0 : sum / rows}, {sum}};
        },
        draw.between(-2, 2, steps, batch, count),
        draw.between(-2, 2, count, count),
        draw.between(-2, 2, count),
        draw.between(-2, 2, count));
  }
}
