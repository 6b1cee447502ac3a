package dev.unroll.kernels.vector.gemm;

import static dev.unroll.kernels.vector.gemm.Blocking.MC;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import java.util.concurrent.atomic.AtomicLongArray;

/// How threads share the rows of a product. Each has a range of its own and takes blocks from its front, so that it
/// meets the rows of the product before; the last of them are small, and who has none left takes from the end of the range with
/// the most. So nobody waits for a core that is slower or was late, but for a block's time.
final class RowShares {
  /// The fewest rows that are taken apart.
  private static final int LEAST = 24;

  /// Of each part where the rows begin that nobody has taken, above 32 bits where they end.
  private AtomicLongArray ranges = new AtomicLongArray(1);

  private int parts;

  /// Begins to share `m` rows, by whole tiles.
  void begin(int m, int parts) {
    this.parts = parts;
    if (ranges.length() < parts) {
      ranges = new AtomicLongArray(parts);
    }
    int tiles = (m + MR - 1) / MR;
    for (int part = 0; part < parts; part++) {
      ranges.set(part, range(first(tiles, part, m), first(tiles, part + 1, m)));
    }
  }

  private int first(int tiles, int part, int m) {
    return Math.min(m, (int) ((long) tiles * part / parts) * MR);
  }

  /// Takes rows that nobody has taken: the first of them, and above 32 bits the one behind the last; equal where none
  /// are left.
  long take(int part) {
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
      long others = ranges.get(victim);
      if (from(others) == to(others)) {
        return others;
      }
      int start = to(others) - share(to(others) - from(others));
      if (ranges.compareAndSet(victim, others, range(from(others), start))) {
        return range(start, to(others));
      }
    }
  }

  private int longest() {
    int longest = 0;
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

  /// How many of so many rows to take: a block of the macro-kernel's, towards the end half of them.
  private static int share(int rows) {
    if (rows <= 2 * LEAST) {
      return rows;
    }
    return Math.min(MC, (rows / 2 + MR - 1) / MR * MR);
  }

  private static long range(int from, int to) {
    return (long) to << 32 | from;
  }

  static int from(long range) {
    return (int) range;
  }

  static int to(long range) {
    return (int) (range >>> 32);
  }
}
