package dev.unroll.kernels.testing;

/// Softmax and cross-entropy of one row in double.
public final class SoftmaxOracle {
  private SoftmaxOracle() {}

  /// log Σ exp x.
  public static double logSumExp(double[] x) {
    double maximum = Double.NEGATIVE_INFINITY;
    for (double value : x) {
      maximum = Math.max(maximum, value);
    }
    double sum = 0;
    for (double value : x) {
      sum += StrictMath.exp(value - maximum);
    }
    return maximum + StrictMath.log(sum);
  }

  /// p = exp x / Σ exp x.
  public static double[] softmax(double[] x) {
    double[] p = new double[x.length];
    double logSum = logSumExp(x);
    for (int v = 0; v < x.length; v++) {
      p[v] = StrictMath.exp(x[v] - logSum);
    }
    return p;
  }

  /// −log p[target].
  public static double crossEntropy(double[] x, int target) {
    return logSumExp(x) - x[target];
  }

  /// scale · (p − one-hot(target)).
  public static double[] crossEntropyGradient(double[] x, int target, double scale) {
    double[] gradient = softmax(x);
    gradient[target] -= 1;
    for (int v = 0; v < x.length; v++) {
      gradient[v] *= scale;
    }
    return gradient;
  }
}
