package dev.unroll.interop.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.fail;

/// How far a float32 model may be off: `|got − want| ≤ 10⁻⁵ + 10⁻⁵·|want|`. What a model in float32 computes is
/// off by the rounding of its sums and by that of its activations' polynomials, a few units in the last
/// place of numbers around 1 for each step that feeds into the next; the libraries that made the files are
/// off by up to 5·10⁻⁶ themselves.
public final class Tolerance {
  /// Absolute and relative, in float32.
  public static final double FLOAT32 = 1e-5;

  private Tolerance() {}

  /// Fails unless all numbers agree; a NaN never does.
  ///
  /// @return the largest error, absolute
  public static double check(String what, double[] want, double[] got) {
    return check(what, want, got, FLOAT32);
  }

  /// [#check(String, double[], double[])] with another tolerance in the place of 10⁻⁵.
  public static double check(String what, double[] want, double[] got, double tolerance) {
    if (want.length != got.length) {
      fail("%s: expected %d numbers, got %d".formatted(what, want.length, got.length));
    }
    double worst = 0;
    for (int i = 0; i < want.length; i++) {
      double error = Math.abs(got[i] - want[i]);
      if (!(error <= tolerance + tolerance * Math.abs(want[i]))) {
        fail("%s[%d]: expected %s, got %s".formatted(what, i, want[i], got[i]));
      }
      worst = Math.max(worst, error);
    }
    return worst;
  }

  /// Fails unless all numbers are equal.
  public static void checkExact(String what, double[] want, double[] got) {
    assertArrayEquals(want, got, what);
  }
}
