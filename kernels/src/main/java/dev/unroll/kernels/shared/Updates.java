package dev.unroll.kernels.shared;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// What the [dev.unroll.kernels.UpdateKernel]s of all sets share: checks, and what is computed once a
/// call.
public final class Updates {
  /// The elements whose squares are summed in float before they are added in double.
  public static final int BLOCK = 4096;

  private Updates() {}

  /// Requires one shape and memory of its own for each tensor.
  public static void check(Tensor w, Tensor g, Tensor state) {
    Checks.shape("the gradient", g, w.shape());
    Checks.shape("the optimizer's state", state, w.shape());
    Checks.distinct("the parameter", w, "its gradient", g);
    Checks.distinct("the parameter", w, "the optimizer's state", state);
    Checks.distinct("the gradient", g, "the optimizer's state", state);
  }

  /// As [#check]; requires a velocity where there is momentum.
  public static void checkSgd(Tensor w, Tensor g, Tensor velocity, float momentum) {
    if (velocity != null) {
      check(w, g, velocity);
      return;
    }
    if (momentum != 0) {
      throw new IllegalArgumentException("a momentum of " + momentum + " needs a velocity");
    }
    Checks.shape("the gradient", g, w.shape());
    Checks.distinct("the parameter", w, "its gradient", g);
  }

  /// As [#check], for both moments; requires `t ≥ 1`.
  public static void checkAdam(Tensor w, Tensor g, Tensor m, Tensor v, int t) {
    check(w, g, m);
    check(w, g, v);
    Checks.distinct("the first moment", m, "the second", v);
    Checks.positive("Adam's step", t);
  }

  /// Requires a limit to clip to: 0 or more, not NaN.
  public static void checkLimit(float limit) {
    Checks.within("limit", limit, 0, Float.POSITIVE_INFINITY);
  }

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
