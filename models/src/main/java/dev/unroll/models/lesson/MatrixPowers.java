package dev.unroll.models.lesson;

import dev.unroll.core.RandomStream;

/// What the linear theory says of gradients through time: they are multiplied by W again and again, and so grow or
/// vanish as ‖Wˡ‖ does, by the largest magnitude of an eigenvalue at each step in the long run.
public final class MatrixPowers {
  private static final int ITERATIONS = 30;

  private MatrixPowers() {}

  /// A symmetric matrix of independent normal numbers, whose largest eigenvalue has the given magnitude.
  public static double[][] symmetric(int size, double magnitude, long seed) {
    RandomStream random = new RandomStream(seed);
    double[][] w = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        w[i][j] = random.nextGaussian();
        w[j][i] = w[i][j];
      }
    }
    double scale = magnitude / radius(w, 2000);
    for (double[] row : w) {
      for (int j = 0; j < size; j++) {
        row[j] *= scale;
      }
    }
    return w;
  }

  /// The largest magnitude of an eigenvalue, by power iteration: the mean growth of a vector, in the logarithm, over
  /// the second half of so many products. Of a complex pair the vector turns and its growth goes up and down; the
  /// mean does not.
  public static double radius(double[][] w, int products) {
    double[] v = new double[w.length];
    RandomStream random = new RandomStream(1);
    for (int i = 0; i < v.length; i++) {
      v[i] = random.nextGaussian();
    }
    double sum = 0;
    for (int k = 0; k < products; k++) {
      double[] next = product(w, v);
      double norm = norm(next);
      if (norm == 0) {
        return 0;
      }
      for (int i = 0; i < v.length; i++) {
        v[i] = next[i] / norm;
      }
      sum += k >= products / 2 ? Math.log(norm) : 0;
    }
    return Math.exp(sum / (products - products / 2));
  }

  /// ‖Wˡ‖₂ for l = 0 … `most`: the root of the largest eigenvalue of (Wˡ)ᵀ Wˡ, by power iteration.
  public static double[] norms(double[][] w, int most) {
    double[] norms = new double[most + 1];
    for (int l = 0; l <= most; l++) {
      double[] v = new double[w.length];
      RandomStream random = new RandomStream(2);
      for (int i = 0; i < v.length; i++) {
        v[i] = random.nextGaussian();
      }
      double length = norm(v);
      for (int k = 0; k < ITERATIONS && length > 0; k++) {
        for (int i = 0; i < v.length; i++) {
          v[i] /= length;
        }
        for (int step = 0; step < l; step++) {
          v = product(w, v);
        }
        for (int step = 0; step < l; step++) {
          v = transposedProduct(w, v);
        }
        length = norm(v);
      }
      norms[l] = Math.sqrt(length);
    }
    return norms;
  }

  private static double[] product(double[][] w, double[] v) {
    double[] y = new double[w.length];
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < v.length; j++) {
        y[i] += w[i][j] * v[j];
      }
    }
    return y;
  }

  private static double[] transposedProduct(double[][] w, double[] v) {
    double[] y = new double[w[0].length];
    for (int i = 0; i < v.length; i++) {
      for (int j = 0; j < y.length; j++) {
        y[j] += w[i][j] * v[i];
      }
    }
    return y;
  }

  private static double norm(double[] v) {
    double squares = 0;
    for (double x : v) {
      squares += x * x;
    }
    return Math.sqrt(squares);
  }
}
