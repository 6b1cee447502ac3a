package dev.unroll.kernels.testing;

/// `C = A·B` in double, each element a plain sum.
public final class GemmOracle {
  private GemmOracle() {}

  /// The product of `a [M,K]` and `b [K,N]`, row-major.
  public static double[] multiply(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int inner = 0; inner < k; inner++) {
          c[i * n + j] += a[i * k + inner] * b[inner * n + j];
        }
      }
    }
    return c;
  }

  /// `Σ |a|·|b|` for each element: what the rounding errors are relative to.
  public static double[] magnitudes(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int inner = 0; inner < k; inner++) {
          c[i * n + j] += Math.abs(a[i * k + inner] * b[inner * n + j]);
        }
      }
    }
    return c;
  }
}
