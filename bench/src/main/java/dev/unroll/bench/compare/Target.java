package dev.unroll.bench.compare;

import java.util.Locale;

/// What a row has to reach.
///
/// @param ratio the best peer's time over ours, at least; 0 for no demand
/// @param percent of the roof that binds, at least; 0 for no demand
/// @param either whether one of the two is enough
public record Target(double ratio, double percent, boolean either) {
  static Target ratio(double ratio) {
    return new Target(ratio, 0, false);
  }

  static Target percent(double percent) {
    return new Target(0, percent, false);
  }

  /// The demand itself, as in `≥ 1.00 ×, ≥ 85 %`.
  @Override
  public String toString() {
    String times = ratio == 0 ? "" : String.format(Locale.ROOT, "≥ %.2f ×", ratio);
    String share = percent == 0 ? "" : String.format(Locale.ROOT, "≥ %.0f %%", percent);
    return times.isEmpty() || share.isEmpty()
        ? times + share
        : times + (either ? " or " : ", ") + share;
  }

  /// Whether a row with these figures reaches it; a ratio of NaN stands for no peer.
  boolean isMet(double reachedRatio, double reachedPercent) {
    boolean fast = ratio == 0 || Double.isNaN(reachedRatio) || reachedRatio >= ratio;
    boolean full = percent == 0 || reachedPercent >= percent;
    if (either && !Double.isNaN(reachedRatio)) {
      return reachedRatio >= ratio || reachedPercent >= percent;
    }
    return fast && full;
  }
}
