package dev.unroll.autograd.op.loss;

import java.util.ArrayList;
import java.util.List;

/// The definitions of the losses of whole sequences, by going through all there is.
final class Enumeration {
  private Enumeration() {}

  /// All sequences of so many numbers below a limit.
  static List<int[]> all(int length, int limit) {
    List<int[]> sequences = new ArrayList<>();
    for (int code = 0; code < Math.pow(limit, length); code++) {
      int[] sequence = new int[length];
      int rest = code;
      for (int t = 0; t < length; t++) {
        sequence[t] = rest % limit;
        rest /= limit;
      }
      sequences.add(sequence);
    }
    return sequences;
  }

  /// The probability that row n of logits `[T,N,C]` spells the labels.
  static double ctc(double[] x, int n, int batch, int classes, int length, int[] labels) {
    double[][] p = new double[length][classes];
    for (int t = 0; t < length; t++) {
      double total = 0;
      for (int k = 0; k < classes; k++) {
        p[t][k] = Math.exp(x[(t * batch + n) * classes + k]);
        total += p[t][k];
      }
      for (int k = 0; k < classes; k++) {
        p[t][k] /= total;
      }
    }
    double sum = 0;
    for (int[] path : all(length, classes)) {
      if (java.util.Arrays.equals(spelled(path), labels)) {
        double product = 1;
        for (int t = 0; t < length; t++) {
          product *= p[t][path[t]];
        }
        sum += product;
      }
    }
    return sum;
  }

  /// A path with repetitions merged, then without blanks.
  static int[] spelled(int[] path) {
    List<Integer> labels = new ArrayList<>();
    for (int t = 0; t < path.length; t++) {
      if (path[t] != 0 && (t == 0 || path[t] != path[t - 1])) {
        labels.add(path[t]);
      }
    }
    return labels.stream().mapToInt(each -> each).toArray();
  }

  /// The score of tags of row n under emissions `[T,N,K]`, transitions, start and end.
  static double score(double[][] v, int n, int batch, int count, int[] tags) {
    double score = v[2][tags[0]] + v[3][tags[tags.length - 1]];
    for (int t = 0; t < tags.length; t++) {
      score += v[0][(t * batch + n) * count + tags[t]];
      score += t == 0 ? 0 : v[1][tags[t - 1] * count + tags[t]];
    }
    return score;
  }
}
