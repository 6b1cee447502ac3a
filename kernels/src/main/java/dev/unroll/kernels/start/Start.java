package dev.unroll.kernels.start;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One operation of a kernel, and which of its [Twins] does it: the first until a thread that practises with the
/// lasting one sees that this is as fast, because the virtual machine has compiled it; from then on the lasting
/// one. Both give the same bits, so that nobody sees the change but by the clock.
///
/// Until a vector kernel is compiled each of its operations is a call that makes objects, a hundred times slower
/// than a scalar kernel; and it is compiled after so many calls, whatever their size. So the practice begins with
/// small operands, where a call takes microseconds, and ends with some of the caller's size, which go the caller's
/// ways through the code.
public final class Start<K> {
  /// After so long the lasting one runs in any case: work of the caller's size, on all of its threads, then gets
  /// it compiled sooner than practice beside scalar work does (training an LSTM of 256 units on two cores: as many
  /// steps after ten seconds with 3 s as with no practice at all, half as many with no limit).
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(3);

  /// How often in a row the lasting one must have been as fast.
  private static final int WINS = 3;

  private final K first;
  private final K lasting;
  private volatile boolean over;

  // under this object's lock
  private boolean queued;
  private long work = -1;
  private Supplier<Practice<K>> small;
  private Supplier<Practice<K>> large;

  // the practising thread's
  private Practice<K> practice;
  private boolean atLarge;
  private int wins;
  private long begun;

  Start(K first, K lasting) {
    this.first = first;
    this.lasting = lasting;
    over = first == lasting;
  }

  /// Whether the first one still runs.
  public boolean pending() {
    return !over;
  }

  /// The one that is to do the operation now. The first call begins the practice.
  public K kernel() {
    if (over) {
      return lasting;
    }
    begin();
    return first;
  }

  /// Says what to practise with, before [#kernel] is asked while the practice is [#pending].
  ///
  /// @param work how much a call of the caller's is; the practice follows the largest
  /// @param small makes small operands, which go the same ways through the code
  /// @param large makes operands like the caller's, if not the whole amount; null if there is no need
  public synchronized void expect(
      long work, Supplier<Practice<K>> small, Supplier<Practice<K>> large) {
    if (!over && work > this.work) {
      this.work = work;
      this.small = this.small == null ? small : this.small;
      this.large = large;
    }
  }

  private void begin() {
    synchronized (this) {
      if (queued) {
        return;
      }
      queued = true;
    }
    if (!PracticeThread.add(this)) {
      end();
    }
  }

  /// Practises once, with both.
  ///
  /// @return whether that is over
  boolean practise() {
    try {
      round();
    } catch (RuntimeException | Error e) {
      // the caller's own call will tell
      end();
    }
    return over;
  }

  private void round() {
    long now = System.nanoTime();
    if (practice == null) {
      begun = now;
      practice = next(false);
    }
    long fast = time(first);
    wins = time(lasting) <= fast ? wins + 1 : 0;
    if (wins >= WINS && !atLarge) {
      atLarge = true;
      Practice<K> larger = next(true);
      wins = larger == null ? wins : 0;
      practice = larger == null ? practice : larger;
    }
    if (wins >= WINS || now - begun > LIMIT) {
      end();
    }
  }

  private long time(K kernel) {
    long start = System.nanoTime();
    practice.run(kernel);
    return System.nanoTime() - start;
  }

  private Practice<K> next(boolean larger) {
    Supplier<Practice<K>> supplier;
    synchronized (this) {
      supplier = larger ? large : small;
    }
    return supplier == null ? null : supplier.get();
  }

  /// The lasting one runs from now on.
  synchronized void end() {
    over = true;
    practice = null;
    small = null;
    large = null;
  }
}
