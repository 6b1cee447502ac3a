package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;

/// The most likely tags of a linear-chain conditional random field ([CrfOp]): the sequence of the greatest score
/// of each row, by dynamic programming,
///
///     best[t,j] = x[t,n,j] + max_i (best[t-1,i] + transitions[i,j])
///
/// Source: Viterbi, *Error bounds for convolutional codes and an asymptotically optimum decoding algorithm*, 1967.
public final class Viterbi {
  private Viterbi() {}

  /// The tags `[T·N]`, time-major, 0 past each row's length; of equal scores the one whose last tag that differs
  /// is the smaller.
  ///
  /// @param x the scores `[T,N,K]` of the tags at each step; what lies past the lengths is not looked at
  /// @param lengths `[N]`, or null where all rows are T long
  /// @param transitions `[K,K]`, from the row's tag to the column's
  /// @param start `[K]`
  /// @param end `[K]`
  public static int[] decode(
      Tensor x, int[] lengths, Tensor transitions, Tensor start, Tensor end) {
    Shape shape = x.shape();
    if (shape.rank() != 3 || shape.dimension(2) == 0) {
      throw new IllegalArgumentException(
          "viterbi: expected x of shape [T,N,K] for at least one tag, got " + shape);
    }
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    int count = shape.dimension(2);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Checks.shape("transitions [K,K]", transitions, count, count);
    Checks.shape("start [K]", start, count);
    Checks.shape("end [K]", end, count);
    int[] tags = new int[steps * batch];
    double[] best = new double[count];
    double[] next = new double[count];
    int[] from = new int[steps * count];
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      for (int t = 0; t < length; t++) {
        int at = x.offset() + (t * batch + n) * count;
        for (int j = 0; j < count; j++) {
          double before = at(start, j);
          if (t > 0) {
            int i = best(best, transitions, j);
            from[t * count + j] = i;
            before = best[i] + at(transitions, i * count + j);
          }
          next[j] = before + x.data()[at + j];
        }
        double[] swap = best;
        best = next;
        next = swap;
      }
      if (length > 0) {
        int tag = 0;
        for (int k = 1; k < count; k++) {
          tag = best[k] + at(end, k) > best[tag] + at(end, tag) ? k : tag;
        }
        for (int t = length - 1; t >= 0; t--) {
          tags[t * batch + n] = tag;
          tag = from[t * count + tag];
        }
      }
    }
    return tags;
  }

  /// The tag from which it is best to come to tag j.
  private static int best(double[] best, Tensor transitions, int j) {
    int count = best.length;
    int from = 0;
    for (int i = 1; i < count; i++) {
      double score = best[i] + at(transitions, i * count + j);
      from = score > best[from] + at(transitions, from * count + j) ? i : from;
    }
    return from;
  }

  private static float at(Tensor tensor, int index) {
    return tensor.data()[tensor.offset() + index];
  }
}
