package dev.unroll.autograd.op.loss;

import dev.unroll.core.Tensor;
import java.util.Arrays;

/// The forward–backward algorithm of [CtcOp] for one row at a time. Kept in a workspace, so that its arrays
/// serve again.
final class CtcLattice {
  private static final int BLANK = 0;

  private Tensor logits;
  private float[] logSums;
  private int row;
  private int batch;
  private int length;

  /// z, the labels with blanks around them.
  private int[] places = new int[0];

  private int width;

  /// ln α[t,u].
  private double[] alpha = new double[0];

  /// ln β[u] of a step and of the one after it: the paths' probability from the step after on.
  private double[] beta = new double[0];

  private double[] betaAfter = new double[0];
  private double logLikelihood;

  /// The row to go over.
  ///
  /// @param logits `[T·N,C]`, of which rows `t·batch + row` for t below `length` are looked at
  /// @param logSums the log-sum-exp of each of them
  void set(Tensor logits, float[] logSums, int row, int batch, int length) {
    this.logits = logits;
    this.logSums = logSums;
    this.row = row;
    this.batch = batch;
    this.length = length;
  }

  /// Its labels, the first `count` of its column of time-major targets.
  void setLabels(int[] targets, int count) {
    width = 2 * count + 1;
    if (places.length < width) {
      places = new int[width];
      beta = new double[width];
      betaAfter = new double[width];
    }
    Arrays.fill(places, 0, width, BLANK);
    for (int s = 0; s < count; s++) {
      places[2 * s + 1] = targets[s * batch + row];
    }
    if (alpha.length < (long) length * width) {
      alpha = new double[Math.multiplyExact(length, width)];
    }
  }

  private double logProbability(int t, int u) {
    int at = t * batch + row;
    int classes = logits.shape().dimension(1);
    return (double) logits.data()[logits.offset() + at * classes + places[u]] - logSums[at];
  }

  /// Whether a path may go from place u − 2 to u: over a blank between different labels.
  private boolean skips(int u) {
    return u >= 2 && places[u] != BLANK && places[u] != places[u - 2];
  }

  /// Computes α; returns the loss.
  double forward() {
    for (int t = 0; t < length; t++) {
      for (int u = 0; u < width; u++) {
        double before;
        if (t == 0) {
          before = u < 2 ? 0 : LogSpace.ZERO;
        } else {
          int at = (t - 1) * width + u;
          before = u == 0 ? alpha[at] : LogSpace.add(alpha[at], alpha[at - 1]);
          before = skips(u) ? LogSpace.add(before, alpha[at - 2]) : before;
        }
        alpha[t * width + u] = before == LogSpace.ZERO ? before : before + logProbability(t, u);
      }
    }
    if (length == 0) {
      logLikelihood = width == 1 ? 0 : LogSpace.ZERO;
    } else {
      int last = length * width - 1;
      logLikelihood = width == 1 ? alpha[last] : LogSpace.add(alpha[last], alpha[last - 1]);
    }
    return 0 - logLikelihood;
  }

  /// Makes the row's steps from `from` to `to` of a tensor like the logits zero.
  void clear(Tensor p, int from, int to) {
    int classes = p.shape().dimension(1);
    for (int t = from; t < to; t++) {
      int at = p.offset() + (t * batch + row) * classes;
      Arrays.fill(p.data(), at, at + classes, 0);
    }
  }

  /// Subtracts from the row's probabilities those given the labels.
  void backward(Tensor p) {
    int classes = p.shape().dimension(1);
    for (int t = length - 1; t >= 0; t--) {
      int at = p.offset() + (t * batch + row) * classes;
      for (int u = 0; u < width; u++) {
        if (t == length - 1) {
          beta[u] = u >= width - 2 ? 0 : LogSpace.ZERO;
        } else {
          beta[u] = after(t, u);
        }
        double both = alpha[t * width + u] + beta[u];
        if (both != LogSpace.ZERO) {
          p.data()[at + places[u]] -= (float) StrictMath.exp(both - logLikelihood);
        }
      }
      double[] next = betaAfter;
      betaAfter = beta;
      beta = next;
    }
  }

  /// Lets go of the batch's operands.
  void release() {
    logits = null;
    logSums = null;
  }

  private double after(int t, int u) {
    double sum = stepTo(t, u);
    if (u + 1 < width) {
      sum = LogSpace.add(sum, stepTo(t, u + 1));
    }
    if (u + 2 < width && skips(u + 2)) {
      sum = LogSpace.add(sum, stepTo(t, u + 2));
    }
    return sum;
  }

  /// The paths' probability from place u of the step after t on, with its own.
  private double stepTo(int t, int u) {
    return betaAfter[u] == LogSpace.ZERO ? LogSpace.ZERO : betaAfter[u] + logProbability(t + 1, u);
  }
}
