package dev.unroll.autograd.op.loss;

import dev.unroll.core.Tensor;
import java.util.Arrays;

/// The forward–backward algorithm of [CrfOp] for one row at a time, and the sums of the parameters' gradients
/// over all of them. Kept in a workspace, so that its arrays serve again.
///
/// A step is a product with the exponentials of the transitions, made once, each column scaled by its greatest,
/// where that is sound; where it would underflow, the terms are added in the space of logarithms.
final class CrfChain {
  /// Sums from here on have lost nothing to underflow that float32 would show.
  private static final double SOUND = 1e-200;

  private int count;
  private Tensor transitions;
  private Tensor start;
  private Tensor end;

  /// exp(transitions[i,j] − greatest[j]).
  private double[] factors = new double[0];

  private double[] greatest = new double[0];

  private Tensor x;
  private int[] tags;
  private int row;
  private int length;

  /// ln α[t,k]: of all beginnings that end in tag k at step t.
  private double[] alpha = new double[0];

  /// ln β[k]: of all ways to go on from tag k at a step; and of the step before.
  private double[] beta = new double[0];

  private double[] betaBefore = new double[0];

  /// exp(α[t-1,i] − its greatest).
  private double[] scaled = new double[0];

  /// w of a step back.
  private double[] weights = new double[0];

  private double logSum;
  private double[] dTransitions = new double[0];
  private double[] dStart = new double[0];
  private double[] dEnd = new double[0];

  /// Begins with a batch.
  void begin(Tensor transitions, Tensor start, Tensor end) {
    this.transitions = transitions;
    this.start = start;
    this.end = end;
    count = start.elements();
    if (greatest.length < count) {
      factors = new double[count * count];
      dTransitions = new double[count * count];
      greatest = new double[count];
      beta = new double[count];
      betaBefore = new double[count];
      scaled = new double[count];
      weights = new double[count];
      dStart = new double[count];
      dEnd = new double[count];
    }
    Arrays.fill(dTransitions, 0, count * count, 0);
    Arrays.fill(dStart, 0, count, 0);
    Arrays.fill(dEnd, 0, count, 0);
    for (int j = 0; j < count; j++) {
      greatest[j] = LogSpace.ZERO;
      for (int i = 0; i < count; i++) {
        greatest[j] = Math.max(greatest[j], transition(i, j));
      }
      for (int i = 0; i < count; i++) {
        boolean never = transition(i, j) == LogSpace.ZERO;
        factors[i * count + j] = never ? 0 : StrictMath.exp(transition(i, j) - greatest[j]);
      }
    }
  }

  /// The row to go over.
  void set(Tensor x, int[] tags, int row, int length) {
    this.x = x;
    this.tags = tags;
    this.row = row;
    this.length = length;
    if (alpha.length < (long) length * count) {
      alpha = new double[Math.multiplyExact(length, count)];
    }
    for (int t = 0; t < length; t++) {
      if (tag(t) < 0 || tag(t) >= count) {
        throw new IllegalArgumentException(
            "tags[%d]: expected a tag from 0 to %d, got %d"
                .formatted(t * x.shape().dimension(1) + row, count - 1, tag(t)));
      }
    }
  }

  private double transition(int i, int j) {
    return transitions.data()[transitions.offset() + i * count + j];
  }

  private static double at(Tensor vector, int k) {
    return vector.data()[vector.offset() + k];
  }

  private int tag(int t) {
    return tags[t * x.shape().dimension(1) + row];
  }

  private int emissions(int t) {
    return x.offset() + (t * x.shape().dimension(1) + row) * count;
  }

  private double emission(int t, int k) {
    return x.data()[emissions(t) + k];
  }

  /// Computes α; returns the loss.
  double forward() {
    // 1. all sequences
    for (int k = 0; k < count; k++) {
      alpha[k] = at(start, k) + emission(0, k);
    }
    for (int t = 1; t < length; t++) {
      double most = scale(t - 1);
      for (int j = 0; j < count; j++) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
          sum += scaled[i] * factors[i * count + j];
        }
        double before =
            sum >= SOUND ? most + greatest[j] + StrictMath.log(sum) : logSumTo(t - 1, j);
        alpha[t * count + j] = before + emission(t, j);
      }
    }
    logSum = LogSpace.ZERO;
    for (int k = 0; k < count; k++) {
      logSum = LogSpace.add(logSum, alpha[(length - 1) * count + k] + at(end, k));
    }
    // 2. the row's own
    double score = at(start, tag(0)) + emission(0, tag(0)) + at(end, tag(length - 1));
    for (int t = 1; t < length; t++) {
      score += transition(tag(t - 1), tag(t)) + emission(t, tag(t));
    }
    return score == LogSpace.ZERO ? Double.POSITIVE_INFINITY : logSum - score;
  }

  /// Overwrites `scaled` for a step and returns the greatest ln α.
  private double scale(int t) {
    double most = LogSpace.ZERO;
    for (int i = 0; i < count; i++) {
      most = Math.max(most, alpha[t * count + i]);
    }
    for (int i = 0; i < count; i++) {
      scaled[i] = most == LogSpace.ZERO ? 0 : StrictMath.exp(alpha[t * count + i] - most);
    }
    return most;
  }

  private double logSumTo(int t, int j) {
    double sum = LogSpace.ZERO;
    for (int i = 0; i < count; i++) {
      sum = LogSpace.add(sum, alpha[t * count + i] + transition(i, j));
    }
    return sum;
  }

  /// Overwrites the row's steps of `dx` and adds to the parameters' gradients, if any sequence is allowed.
  void backward(Tensor dx) {
    if (logSum == LogSpace.ZERO) {
      return;
    }
    for (int k = 0; k < count; k++) {
      beta[k] = at(end, k);
      dEnd[k] += probability(alpha[(length - 1) * count + k] + beta[k]);
    }
    dEnd[tag(length - 1)]--;
    for (int t = length - 1; t >= 0; t--) {
      for (int k = 0; k < count; k++) {
        double likely = probability(alpha[t * count + k] + beta[k]);
        dx.data()[emissions(t) - x.offset() + dx.offset() + k] =
            (float) (likely - (k == tag(t) ? 1 : 0));
        dStart[k] += t == 0 ? likely - (k == tag(t) ? 1 : 0) : 0;
      }
      if (t > 0) {
        stepBack(t);
      }
    }
  }

  /// From β of step t to that of the step before, and the transitions between them: with
  /// w[j] = exp(x[t,j] + β[j] + greatest[j] − their greatest),
  ///
  ///     β[t-1,i] = ln Σ_j factors[i,j] w[j] + …        P(i, j) = scaled[i] factors[i,j] w[j] · …
  private void stepBack(int t) {
    double mostBefore = scale(t - 1);
    double mostAfter = LogSpace.ZERO;
    for (int j = 0; j < count; j++) {
      mostAfter = Math.max(mostAfter, emission(t, j) + beta[j] + greatest[j]);
    }
    for (int j = 0; j < count; j++) {
      double onward = emission(t, j) + beta[j] + greatest[j];
      weights[j] = mostAfter == LogSpace.ZERO ? 0 : StrictMath.exp(onward - mostAfter);
    }
    double common = probability(mostBefore + mostAfter);
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int j = 0; j < count; j++) {
        sum += factors[i * count + j] * weights[j];
      }
      betaBefore[i] = sum >= SOUND ? mostAfter + StrictMath.log(sum) : logSumFrom(i, t);
      for (int j = 0; j < count; j++) {
        dTransitions[i * count + j] +=
            common <= 1 / SOUND
                ? scaled[i] * factors[i * count + j] * weights[j] * common
                : probability(alpha[(t - 1) * count + i] + onward(i, j, t));
      }
    }
    dTransitions[tag(t - 1) * count + tag(t)]--;
    double[] next = beta;
    beta = betaBefore;
    betaBefore = next;
  }

  private double onward(int i, int j, int t) {
    return transition(i, j) + emission(t, j) + beta[j];
  }

  private double logSumFrom(int i, int t) {
    double sum = LogSpace.ZERO;
    for (int j = 0; j < count; j++) {
      sum = LogSpace.add(sum, onward(i, j, t));
    }
    return sum;
  }

  private double probability(double logScore) {
    return logScore == LogSpace.ZERO ? 0 : StrictMath.exp(logScore - logSum);
  }

  /// Overwrites the parameters' gradients with the sums over all rows.
  void end(Tensor transitionsGradient, Tensor startGradient, Tensor endGradient) {
    for (int i = 0; i < count * count; i++) {
      transitionsGradient.data()[transitionsGradient.offset() + i] = (float) dTransitions[i];
    }
    for (int k = 0; k < count; k++) {
      startGradient.data()[startGradient.offset() + k] = (float) dStart[k];
      endGradient.data()[endGradient.offset() + k] = (float) dEnd[k];
    }
  }

  /// Lets go of the batch's operands.
  void release() {
    transitions = start = end = x = null;
    tags = null;
  }
}
