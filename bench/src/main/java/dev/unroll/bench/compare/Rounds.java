package dev.unroll.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// Times contenders by interleaved rounds: each round runs every contender for a few milliseconds, one
/// after the other, so that drifting clocks, neighbours and temperatures hit all of them alike. JMH
/// measures one benchmark after the other, in processes of their own, minutes apart; on a shared
/// machine that is no basis for a ratio.
final class Rounds {
  /// A contender's share of a round is at least this long, unless one call is longer.
  private static final long SHARE = 5_000_000;

  /// A share begins with one call that is not timed, unless it takes longer than this: the caches hold
  /// what the contender before has left there, and threads have gone to sleep.
  private static final long LONGEST_UNTIMED = 50_000_000;

  /// A share on more than one thread begins with calls that are not timed for so long, at least one: a core that has had nothing to do while
  /// others had their turns takes tens of milliseconds to come back to its pace, which work that goes on does not see.
  private static final long WAKING = 40_000_000;

  private static final long LONGEST_WARM_UP = 10_000_000_000L;

  private final long warmUp;
  private final long budget;
  private final int least;
  private final long pause;

  /// @param warmUp nanoseconds without getting faster after which a contender counts as warm
  /// @param budget nanoseconds of all rounds together
  /// @param least rounds, whatever they take
  /// @param pause milliseconds before each contender's share
  Rounds(long warmUp, long budget, int least, long pause) {
    this.warmUp = warmUp;
    this.budget = budget;
    this.least = least;
    this.pause = pause;
  }

  private static final class Runner {
    final String name;
    final Runnable run;
    final int threads;
    final long allowedBytes;
    final List<Double> times = new ArrayList<>();
    long calls = 1;
    double shortest = Double.MAX_VALUE;

    Runner(String name, Runnable run, int threads, long allowedBytes) {
      this.name = name;
      this.run = run;
      this.threads = threads;
      this.allowedBytes = allowedBytes;
    }

    /// The calls that are not timed.
    void wake() {
      if (threads > 1) {
        long start = System.nanoTime();
        do {
          run.run();
        } while (System.nanoTime() - start < WAKING);
      } else if (shortest < LONGEST_UNTIMED) {
        run.run();
      }
    }

    long time() {
      long start = System.nanoTime();
      for (long i = 0; i < calls; i++) {
        run.run();
      }
      return System.nanoTime() - start;
    }
  }

  private final List<Runner> runners = new ArrayList<>();

  /// Adds a contender.
  ///
  /// @param threads those that it runs on
  /// @param allowedBytes how much a call allocates at most once the compiler has finished with it
  void add(String name, Runnable run, int threads, long allowedBytes) {
    runners.add(new Runner(name, run, threads, allowedBytes));
  }

  /// Warms everything up and times it; the timings are in the order of [#add].
  List<Timing> measure() throws InterruptedException {
    for (Runner runner : runners) {
      warm(runner);
    }
    long begin = System.nanoTime();
    for (int round = 0; round < least || System.nanoTime() - begin < budget; round++) {
      for (Runner runner : runners) {
        Thread.sleep(pause);
        runner.wake();
        runner.times.add((double) runner.time() / runner.calls);
      }
    }
    List<Timing> timings = new ArrayList<>();
    for (Runner runner : runners) {
      double[] times = runner.times.stream().mapToDouble(Double::doubleValue).toArray();
      timings.add(new Timing(runner.name, times));
    }
    return timings;
  }

  /// Runs a contender until it has not become faster for the time of the warm-up, ours also until it
  /// allocates no more than it should: until then the compiler is at work. Finds how many calls fill its share of
  /// a round.
  private void warm(Runner runner) {
    long begin = System.nanoTime();
    long improved = begin;
    for (int i = 0; ; i++) {
      long allocated = Allocation.ofThisThread();
      long elapsed = runner.time();
      allocated = Allocation.ofThisThread() - allocated;
      double call = (double) elapsed / runner.calls;
      long now = System.nanoTime();
      if (call < 0.98 * runner.shortest) {
        runner.shortest = call;
        improved = now;
      }
      boolean settled = now - improved > warmUp && allocated <= runner.allowedBytes * runner.calls;
      if (i > 0 && (settled || now - begin > LONGEST_WARM_UP && now - improved > warmUp)) {
        return;
      }
      if (elapsed < SHARE) {
        runner.calls = Math.max(runner.calls + 1, runner.calls * SHARE / Math.max(1, elapsed));
      } else if (elapsed > 2 * SHARE && runner.calls > 1) {
        runner.calls = Math.max(1, runner.calls * SHARE / elapsed);
      }
    }
  }
}
