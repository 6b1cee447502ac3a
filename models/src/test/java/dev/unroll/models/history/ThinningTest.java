package dev.unroll.models.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class ThinningTest {
  private static final Thinning THINNING = new Thinning(16);

  private static long recorded(long from, long to) {
    return LongStream.range(from, to).filter(THINNING::records).count();
  }

  @Test
  void recordsAllAtFirst() {
    assertEquals(31, recorded(1, 32));
  }

  @Test
  void recordsAsManyInEachDoubling() {
    for (long n = 16; n < 1 << 20; n *= 2) {
      assertEquals(16, recorded(n, 2 * n), "from " + n);
    }
    assertTrue(THINNING.records(1L << 40));
  }
}
