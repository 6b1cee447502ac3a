package dev.unroll.kernels.start;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class StartTest {
  private static final long MILLISECOND = 1_000_000L;

  private final AtomicBoolean compiled = new AtomicBoolean();
  private final Runnable first = () -> LockSupport.parkNanos(MILLISECOND);
  private final Runnable lasting =
      () -> LockSupport.parkNanos(compiled.get() ? 1 : 10 * MILLISECOND);
  private final Twins<Runnable> twins = new Twins<>(first, lasting);

  private static boolean practising() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("unroll-start"));
  }

  private static void awaitTheEnd(Start<?> start) throws InterruptedException {
    long begun = System.nanoTime();
    while (start.pending() || practising()) {
      assertTrue(System.nanoTime() - begun < 30_000 * MILLISECOND, "it never ends");
      Thread.sleep(5);
    }
  }

  @Test
  void theFirstRunsUntilTheLastingOneIsAsFast() throws InterruptedException {
    Start<Runnable> start = twins.start(Runnable::run);
    assertSame(first, start.kernel());
    Thread.sleep(50);
    assertSame(first, start.kernel());
    compiled.set(true);
    awaitTheEnd(start);
    assertSame(lasting, start.kernel());
    assertFalse(practising());
  }

  @Test
  void theLastingOneRunsAfterAWhileWhateverItsSpeed() throws InterruptedException {
    long begun = System.nanoTime();
    Start<Runnable> start = twins.start(Runnable::run);
    assertSame(first, start.kernel());
    awaitTheEnd(start);
    assertSame(lasting, start.kernel());
    assertTrue(System.nanoTime() - begun > 1_000 * MILLISECOND);
  }

  @Test
  void practiceEndsWithTheLargestCallOfTheCaller() throws InterruptedException {
    AtomicInteger largest = new AtomicInteger();
    Start<Runnable> start = twins.start();
    for (int work : new int[] {3, 7, 5}) {
      start.expect(
          work,
          () -> Runnable::run,
          () ->
              kernel -> {
                largest.set(work);
                kernel.run();
              });
      assertSame(first, start.kernel());
    }
    compiled.set(true);
    awaitTheEnd(start);
    assertTrue(largest.get() == 7, largest::toString);
  }

  @Test
  void practiceThatFailsEnds() throws InterruptedException {
    Start<Runnable> start =
        twins.start(
            kernel -> {
              throw new IllegalStateException("planted");
            });
    start.kernel();
    awaitTheEnd(start);
    assertSame(lasting, start.kernel());
  }

  @Test
  void oneKernelNeedsNoPractice() {
    Start<Runnable> start = new Twins<>(lasting, lasting).start(Runnable::run);
    assertFalse(start.pending());
    assertSame(lasting, start.kernel());
    assertFalse(practising());
  }
}
