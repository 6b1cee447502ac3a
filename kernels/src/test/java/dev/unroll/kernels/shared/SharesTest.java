package dev.unroll.kernels.shared;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SharesTest {
  private final Shares shares = new Shares();

  /// Whatever the order in which the parts come.
  @ParameterizedTest
  @CsvSource({"1, 1", "5, 2", "48, 2", "100, 2", "1000, 3", "1024, 16", "7, 16", "4096, 5"})
  void eachIsTakenOnce(int m, int parts) {
    SplittableRandom random = new SplittableRandom(1);
    shares.begin(m, parts, 6, 24, 96);
    int[] taken = new int[m];
    boolean left = true;
    while (left) {
      left = take(random.nextInt(parts), taken);
    }
    assertArrayEquals(ones(m), taken);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whoIsAloneTakesAll(int part) {
    shares.begin(1000, 3, 8, 24, 192);
    int[] taken = new int[1000];
    int takes = 0;
    while (take(part, taken)) {
      takes++;
    }
    assertArrayEquals(ones(1000), taken);
    assertTrue(takes > 3, "what a slow part has stays free for others, and was taken in " + takes);
  }

  @Test
  void aPartsOwnShareComesFirstAndInOrder() {
    shares.begin(1000, 2, 8, 24, 192);
    int at = 0;
    long taken = shares.take(0);
    for (; Shares.from(taken) == at && Shares.to(taken) > at; taken = shares.take(0)) {
      at = Shares.to(taken);
    }
    assertTrue(at >= 450 && at <= 550, "half is its own, not " + at);
    assertEquals(1000, Shares.to(taken), "then comes the end of the other's");
  }

  /// With more parts and fewer than before.
  @Test
  void threadsThatTakeAtOnceTakeEachOnce() {
    for (int threads : new int[] {2, 4, 3}) {
      try (Workers workers = Workers.start(threads)) {
        for (int m = 1; m < 500; m += 7) {
          shares.begin(m, threads, 1, 1, 8);
          AtomicIntegerArray taken = new AtomicIntegerArray(m);
          workers.run(
              (part, _) -> {
                for (long rows = shares.take(part);
                    Shares.from(rows) < Shares.to(rows);
                    rows = shares.take(part)) {
                  for (int row = Shares.from(rows); row < Shares.to(rows); row++) {
                    taken.incrementAndGet(row);
                  }
                }
              });
          for (int row = 0; row < m; row++) {
            assertEquals(1, taken.get(row), "row " + row + " of " + m);
          }
        }
      }
    }
  }

  private boolean take(int part, int[] taken) {
    long rows = shares.take(part);
    for (int row = Shares.from(rows); row < Shares.to(rows); row++) {
      taken[row]++;
    }
    return Shares.from(rows) < Shares.to(rows);
  }

  private static int[] ones(int m) {
    int[] ones = new int[m];
    Arrays.fill(ones, 1);
    return ones;
  }
}
