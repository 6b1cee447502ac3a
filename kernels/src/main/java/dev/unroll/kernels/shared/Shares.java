package dev.unroll.kernels.shared;

import java.util.concurrent.atomic.AtomicLongArray;

/// How threads share what can be done in any order, such as the rows of a product. Each has a range of its own and takes some at a
/// time from its front, so that it meets what it had in the call before; towards the end it takes less, and who has none
/// left takes from the end of the range with the most. So nobody waits for a core that is slower or was late, but for the least
/// time.
public final class Shares {
  private static final int NONE = -1;

  /// Of each part where that begins which nobody has taken, above 32 bits where it ends.
  private AtomicLongArray ranges = new AtomicLongArray(1);

  private int parts;
  private int unit;
  private int least;
  private int most;

  /// Begins to share 0 to `count`.
  ///
  /// @param unit what shares are multiples of, but for the last
  /// @param least a share that is not worth being divided
  /// @param most the largest share
  public void begin(int count, int parts, int unit, int least, int most) {
    this.parts = parts;
    this.unit = unit;
    this.least = least;
    this.most = most;
    if (ranges.length() < parts) {
      ranges = new AtomicLongArray(parts);
    }
    int units = (count + unit - 1) / unit;
    for (int part = 0; part < parts; part++) {
      int from = Math.min(count, (int) ((long) units * part / parts) * unit);
      int to = Math.min(count, (int) ((long) units * (part + 1) / parts) * unit);
      ranges.set(part, range(from, to));
    }
  }

  /// Takes what nobody has taken: see [#from] and [#to], which are equal where nothing is left.
  public long take(int part) {
    while (true) {
      long own = ranges.get(part);
      if (from(own) < to(own)) {
        int end = from(own) + share(to(own) - from(own));
        if (ranges.compareAndSet(part, own, range(end, to(own)))) {
          return range(from(own), end);
        }
        continue;
      }
      int victim = longest();
      if (victim == NONE) {
        return range(0, 0);
      }
      long others = ranges.get(victim);
      int start = to(others) - share(to(others) - from(others));
      if (start < to(others) && ranges.compareAndSet(victim, others, range(from(others), start))) {
        return range(start, to(others));
      }
    }
  }

  /// The part with the most left.
  private int longest() {
    int longest = NONE;
    int most = 0;
    for (int part = 0; part < parts; part++) {
      long range = ranges.get(part);
      if (to(range) - from(range) > most) {
        longest = part;
        most = to(range) - from(range);
      }
    }
    return longest;
  }

  /// How much of so much to take.
  private int share(int left) {
    if (left <= 2 * least) {
      return left;
    }
    return Math.min(most, (left / 2 + unit - 1) / unit * unit);
  }

  private static long range(int from, int to) {
    return (long) to << 32 | from;
  }

  /// Where a share begins.
  public static int from(long range) {
    return (int) range;
  }

  /// The first behind a share.
  public static int to(long range) {
    return (int) (range >>> 32);
  }
}
