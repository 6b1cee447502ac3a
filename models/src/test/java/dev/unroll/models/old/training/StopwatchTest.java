package dev.unroll.models.old.training;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StopwatchTest {
  /// Code runs slowly at first: the rate of the very first step says little.
  @Test
  void theRateFollowsFromTheBeginning() throws InterruptedException {
    Stopwatch watch = new Stopwatch();
    Thread.sleep(20);
    watch.count(1);
    double first = watch.rate();
    assertTrue(first > 0 && first <= 50, () -> "" + first);
    watch.count(1_000_000);
    assertTrue(watch.rate() > first, () -> watch.rate() + " after " + first);
  }
}
