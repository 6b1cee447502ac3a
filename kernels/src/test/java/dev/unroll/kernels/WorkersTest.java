package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.testing.ProcessorTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class WorkersTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void everyPartRunsOnceAndItsPlainWritesAreSeen(int count) {
    try (Workers workers = Workers.start(count)) {
      assertEquals(count, workers.count());
      int[] runs = new int[count];
      int[] counts = new int[count];
      for (int round = 1; round <= 2_000; round++) {
        workers.run(
            (index, parts) -> {
              runs[index]++;
              counts[index] = parts;
            });
        for (int index = 0; index < count; index++) {
          assertEquals(round, runs[index], "runs of part " + index);
          assertEquals(count, counts[index], "count given to part " + index);
        }
      }
    }
  }

  /// Pauses around the times after which threads park, before and within parts, find a wake-up that is
  /// lost: the test would hang. On a busy machine the rounds take their time.
  @ParameterizedTest
  @Timeout(120)
  @ValueSource(ints = {2, 3})
  void noWakeUpIsLost(int count) {
    SplittableRandom random = new SplittableRandom(count);
    long[] pauses = new long[count];
    long[] handedOn = new long[count]; // each part reads what the caller and its own last run wrote
    long[] wanted = new long[count];
    try (Workers workers = Workers.start(count)) {
      for (int round = 0; round < 4_000; round++) {
        pause(length(random));
        for (int index = 0; index < count; index++) {
          pauses[index] = length(random);
          handedOn[index] += round;
          wanted[index] = 3 * (wanted[index] + round);
        }
        workers.run(
            (index, parts) -> {
              pause(pauses[index]);
              handedOn[index] *= 3;
            });
        for (int index = 0; index < count; index++) {
          assertEquals(wanted[index], handedOn[index], "part " + index + ", round " + round);
        }
      }
    }
  }

  /// Nanoseconds of a pause: often none, else around the time after which a thread parks that has not worked for long, seldom the
  /// longest.
  private static long length(SplittableRandom random) {
    return random.nextBoolean()
        ? 0
        : random.nextLong(random.nextInt(32) == 0 ? 14_000_000 : 150_000);
  }

  private static void pause(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  /// A caller that hands out a part now and then does not pay for a thread that waits for more.
  @Test
  void threadsOfARareCallerSleep() throws InterruptedException {
    Thread[] threads = new Thread[2];
    try (Workers workers = Workers.start(2)) {
      workers.run((index, _) -> threads[index] = Thread.currentThread());
      long before = ProcessorTime.nanos(threads[1]);
      for (int call = 0; call < 50; call++) {
        workers.run((_, _) -> {});
        Thread.sleep(4);
      }
      double each = (ProcessorTime.nanos(threads[1]) - before) / 50e3;
      assertTrue(each < 400, () -> "µs of processor time between two calls: " + each);
    }
  }

  /// Nor does one whose parts take long pay for more than them again.
  @Test
  void threadsWaitNoLongerThanTheyHaveWorked() throws InterruptedException {
    int calls = 20;
    long work = 2_000_000;
    Thread[] threads = new Thread[2];
    try (Workers workers = Workers.start(2)) {
      workers.run((index, _) -> threads[index] = Thread.currentThread());
      long before = ProcessorTime.nanos(threads[1]);
      for (int call = 0; call < calls; call++) {
        workers.run((_, _) -> pause(work));
        Thread.sleep(20);
      }
      double each = (double) (ProcessorTime.nanos(threads[1]) - before) / calls;
      assertTrue(each < 3 * work, () -> "ns of processor time a call of 2 ms: " + each);
    }
  }

  @Test
  void theCallerRunsPartZero() {
    try (Workers workers = Workers.start(3)) {
      Thread[] threads = new Thread[3];
      workers.run((index, count) -> threads[index] = Thread.currentThread());
      assertSame(Thread.currentThread(), threads[0]);
      assertEquals(3, java.util.Set.of(threads).size());
      assertTrue(threads[1].isDaemon());
    }
    Workers.CALLER.run(
        (index, count) -> {
          assertEquals(0, index);
          assertEquals(1, count);
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void whatAPartThrowsIsThrownAfterAllHaveEnded(int failing) {
    try (Workers workers = Workers.start(3)) {
      RuntimeException exception = new IllegalArgumentException("part " + failing);
      AssertionError error = new AssertionError("part " + failing);
      for (Throwable thrown : new Throwable[] {exception, error}) {
        boolean[] ended = new boolean[3];
        Throwable got =
            assertThrows(
                Throwable.class,
                () ->
                    workers.run(
                        (index, count) -> {
                          if (index == failing) {
                            throwUnchecked(thrown);
                          }
                          pause(200_000);
                          ended[index] = true;
                        }));
        assertSame(thrown, got);
        for (int index = 0; index < 3; index++) {
          assertEquals(index != failing, ended[index], "part " + index);
        }
        assertDoesNotThrow(() -> workers.run((index, count) -> {})); // nothing is left over
      }
    }
  }

  private static void throwUnchecked(Throwable thrown) {
    if (thrown instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) thrown;
  }

  @Test
  void whereSeveralPartsFailTheCallersComesFirst() {
    try (Workers workers = Workers.start(2)) {
      IllegalStateException thrown =
          assertThrows(
              IllegalStateException.class,
              () ->
                  workers.run(
                      (index, count) -> {
                        throw new IllegalStateException("part " + index);
                      }));
      assertEquals("part 0", thrown.getMessage());
      assertEquals("part 1", thrown.getSuppressed()[0].getMessage());
    }
  }

  @Test
  void aPartMayNotHandOutPartsOrCloseItsWorkers() {
    Workers workers = Workers.start(2);
    for (int nested = 0; nested < 2; nested++) {
      int part = nested;
      for (Runnable forbidden :
          new Runnable[] {() -> workers.run((index, count) -> {}), workers::close}) {
        assertThrows(
            IllegalStateException.class,
            () ->
                workers.run(
                    (index, count) -> {
                      if (index == part) {
                        forbidden.run();
                      }
                    }));
        assertDoesNotThrow(() -> workers.run((index, count) -> {}));
      }
    }
    workers.close();
  }

  @Test
  void closingEndsTheThreads() {
    Workers workers = Workers.start(3);
    Thread[] threads = new Thread[3];
    workers.run((index, count) -> threads[index] = Thread.currentThread());
    workers.close();
    workers.close();
    for (int index = 1; index < 3; index++) {
      assertFalse(threads[index].isAlive());
    }
    assertThrows(IllegalStateException.class, () -> workers.run((index, count) -> {}));
  }

  @Test
  void anInterruptedThreadClosesAllTheSame() {
    Workers workers = Workers.start(3);
    Thread[] threads = new Thread[3];
    workers.run((index, count) -> threads[index] = Thread.currentThread());
    Thread.currentThread().interrupt();
    workers.close();
    assertTrue(Thread.interrupted());
    assertFalse(threads[1].isAlive() || threads[2].isAlive());
  }

  @Test
  void whereAThreadCannotBeStartedTheOthersEnd() {
    List<Thread> threads = new ArrayList<>();
    OutOfMemoryError full = new OutOfMemoryError("unable to create native thread");
    Throwable thrown =
        assertThrows(
            OutOfMemoryError.class,
            () ->
                Workers.start(
                    4,
                    task -> {
                      if (threads.size() == 2) {
                        throw full;
                      }
                      threads.add(Thread.ofPlatform().daemon().unstarted(task));
                      return threads.getLast();
                    }));
    assertSame(full, thrown);
    assertEquals(2, threads.size());
    threads.forEach(thread -> assertEquals(Thread.State.TERMINATED, thread.getState()));
  }

  @Test
  void threadsInheritNoValues() {
    InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
    local.set("the caller's");
    try (Workers workers = Workers.start(2)) {
      String[] seen = new String[2];
      workers.run((index, count) -> seen[index] = local.get());
      assertEquals("the caller's", seen[0]);
      assertNull(seen[1]);
    } finally {
      local.remove();
    }
  }

  @Test
  void closingFromAnotherThreadWaitsForTheRunningCall() throws InterruptedException {
    Workers workers = Workers.start(2);
    CountDownLatch running = new CountDownLatch(2);
    boolean[] ended = new boolean[2];
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  awaitLatch(running);
                  workers.close();
                  assertTrue(ended[0] && ended[1]);
                });
    workers.run(
        (index, count) -> {
          running.countDown();
          awaitLatch(running);
          pause(2_000_000);
          ended[index] = true;
        });
    closer.join();
    assertThrows(IllegalStateException.class, () -> workers.run((index, count) -> {}));
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void anInterruptedCallerWaitsAndStaysInterrupted() {
    try (Workers workers = Workers.start(2)) {
      boolean[] ended = new boolean[2];
      Thread.currentThread().interrupt();
      workers.run(
          (index, count) -> {
            pause(index * 1_000_000L);
            ended[index] = true;
          });
      assertTrue(Thread.interrupted());
      assertTrue(ended[1]);
    }
  }

  @Test
  void theSharedCallerCannotBeClosed() {
    Workers.CALLER.close();
    assertDoesNotThrow(() -> Workers.CALLER.run((index, count) -> {}));
    assertThrows(IllegalArgumentException.class, () -> Workers.start(0));
  }
}
