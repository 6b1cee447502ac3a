package dev.unroll.kernels.shared;

/// What the [dev.unroll.kernels.UpdateKernel]s of all sets share: what is computed once a call.
public final class Updates {
  /// The elements whose squares are summed in float before they are added in double.
  public static final int BLOCK = 4096;

  private Updates() {}

  /// rate / (1 − βᵗ).
  public static float correctedRate(float rate, float beta, int t) {
    return (float) (rate / (1 - power(beta, t)));
  }

  /// 1 / √(1 − βᵗ).
  public static float rootCorrection(float beta, int t) {
    return (float) (1 / Math.sqrt(1 - power(beta, t)));
  }

  /// `xⁿ` by squaring, `n ≥ 0`, with a relative error of about `n·2⁻⁵³`: [StrictMath#pow] allocates.
  private static double power(double x, int n) {
    double power = 1;
    double square = x;
    for (int left = n; left > 0; left >>= 1) {
      if ((left & 1) != 0) {
        power *= square;
      }
      square *= square;
    }
    return power;
  }
}
