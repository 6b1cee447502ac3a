package dev.unroll.kernels.vector.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// The packed form of a left operand.
@Tag("widths")
final class PackAProperties {
  /// Each element stands where its tile reads it, whichever way the columns run, and nothing outside of the packed rows is written; no
  /// more is read than the array has.
  @Property(tries = 200)
  void elementsStandWhereTilesReadThem(
      @ForAll @IntRange(min = 1, max = 70) int m,
      @ForAll @IntRange(min = 1, max = 140) int k,
      @ForAll @IntRange(max = 3) int gap,
      @ForAll boolean backward,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int stride = m + gap;
    float[] a = new float[(k - 1) * stride + m];
    for (int i = 0; i < a.length; i++) {
      a[i] = random.nextFloat();
    }
    int first = backward ? (k - 1) * stride : 0;
    int step = backward ? -stride : stride;
    float[] packed = new float[3 + PackA.length(m, k) + 3];
    Arrays.fill(packed, -1);

    PackA.pack(m, k, a, first, step, packed, 3);

    int rows = 0;
    for (int row = 0; row < m; row += rows) {
      rows = PackA.groupRows(m - row);
      for (int i = 0; i < k; i++) {
        for (int r = 0; r < rows; r++) {
          float wanted = row + r < m ? a[first + i * step + row + r] : 0;
          assertEquals(wanted, packed[3 + row * k + i * rows + r], "row " + (row + r) + ", " + i);
        }
      }
    }
    for (int i = 0; i < 3; i++) {
      assertEquals(-1, packed[i]);
      assertEquals(-1, packed[packed.length - 1 - i]);
    }
  }
}
