package dev.unroll.kernels.testing;

import java.util.Map;

/// Comparisons of named arrays that say where the worst element is and that a NaN fails.
public final class Differences {
  private Differences() {}

  /// Requires `|got − wanted| ≤ tolerance · scale` for every element, with `scale` the largest magnitude
  /// in the wanted array, or 1 if that is larger still.
  public static void requireClose(
      String what, Map<String, double[]> wanted, Map<String, double[]> got, double tolerance) {
    for (String name : wanted.keySet()) {
      requireClose(what + " " + name, wanted.get(name), got.get(name), tolerance, 1);
    }
  }

  /// Requires closeness as above, the scale being at least `smallestScale`.
  public static void requireClose(
      String what, double[] wanted, double[] got, double tolerance, double smallestScale) {
    requireSameLength(what, wanted, got);
    double scale = smallestScale;
    for (double value : wanted) {
      scale = Math.max(scale, Math.abs(value));
    }
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(got[i] - wanted[i]) / scale;
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "%s[%d]: wanted %s, got %s, error %.3g of the scale, tolerance %.3g"
                .formatted(what, i, wanted[i], got[i], error, tolerance));
      }
    }
  }

  /// Requires the same bits, all NaNs being one.
  public static void requireSameBits(
      String what, Map<String, double[]> wanted, Map<String, double[]> got) {
    if (!wanted.keySet().equals(got.keySet())) {
      throw new AssertionError(what + ": wanted " + wanted.keySet() + ", got " + got.keySet());
    }
    for (String name : wanted.keySet()) {
      requireSameBits(what + " " + name, wanted.get(name), got.get(name));
    }
  }

  /// Requires the same bits, all NaNs being one.
  public static void requireSameBits(String what, double[] wanted, double[] got) {
    requireSameLength(what, wanted, got);
    for (int i = 0; i < wanted.length; i++) {
      if (Double.doubleToLongBits(wanted[i]) != Double.doubleToLongBits(got[i])) {
        throw new AssertionError(
            "%s[%d]: wanted %s (%a), got %s (%a)"
                .formatted(what, i, wanted[i], wanted[i], got[i], got[i]));
      }
    }
  }

  private static void requireSameLength(String what, double[] wanted, double[] got) {
    if (got == null || got.length != wanted.length) {
      throw new AssertionError(
          "%s: wanted %d elements, got %s"
              .formatted(what, wanted.length, got == null ? "none" : got.length));
    }
  }
}
