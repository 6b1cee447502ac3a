package dev.unroll.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import dev.unroll.bench.Numbers;
import dev.unroll.bench.Work;
import dev.unroll.kernels.Workers;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/// The process of one row: makes the contenders, holds their results against each other, times them
/// in interleaved rounds together with the machine's peaks, and prints the result.
///
/// Rows have processes of their own so that no row runs on code that was compiled for another, and so
/// that a peer's crash costs one row.
final class RowProcess {
  /// Milliseconds after which a peer's idle threads no longer spin on the core that the next contender
  /// needs: OpenMP runtimes let them for up to 200.
  private static final long SPINNING = 250;

  private RowProcess() {}

  /// How a row is timed: seconds without
  /// getting faster after which a contender is warm, seconds of rounds, rounds at least, and
  /// whether two threads are timed too.
  record Plan(double warmUp, double budget, int rounds, boolean twoThreads) {
    static final Plan FULL = new Plan(2, 8, 7, true);
    static final Plan QUICK = new Plan(0.3, 0.5, 3, false);
  }

  /// Arguments: a row's name, and `full` or `quick`.
  public static void main(String[] args) throws InterruptedException {
    Row row = Row.of(args[0]);
    Plan plan = args[1].equals("quick") ? Plan.QUICK : Plan.FULL;
    try (Workers two = Workers.start(2)) {
      measure(row, plan, two).lines().forEach(System.out::println);
    }
    System.out.flush();
    Runtime.getRuntime().halt(0); // peers' threads and finalizers have nothing to add
  }

  private static Result measure(Row row, Plan plan, Workers two) throws InterruptedException {
    Task task = row.task();
    // 1. the contenders, and agreement of their results
    Unroll ours = Unroll.of(task, task.threads() == 2 ? two : Workers.CALLER);
    Map<String, float[]> expected = ours.results();
    List<Contender> all = new ArrayList<>();
    all.add(ours);
    if (plan.twoThreads() && canUseThreads(task)) {
      Unroll both = Unroll.of(task, two);
      both.results()
          .forEach((name, values) -> Numbers.requireSameBits(name, expected.get(name), values));
      all.add(both);
    }
    List<Contender> peers = new ArrayList<>(PlatformMath.contenders(task));
    for (PeerProvider provider : ServiceLoader.load(PeerProvider.class)) {
      peers.addAll(provider.contenders(task));
    }
    for (Contender peer : peers) {
      Agreement.require(task, expected, peer.name(), peer.results());
    }
    all.addAll(peers);

    // 2. rounds, with the machine's peaks as two further contenders
    Rounds rounds =
        new Rounds(
            (long) (plan.warmUp() * 1e9),
            (long) (plan.budget() * 1e9),
            plan.rounds(),
            task.threads() > 1 ? SPINNING : 0);
    for (Contender contender : all) {
      rounds.add(
          contender.name(),
          contender::run,
          contender instanceof Unroll && contender != ours ? 2 : task.threads(),
          contender instanceof Unroll ? allowedBytes(task) : Long.MAX_VALUE / 1024);
    }
    Work work = ours.work();
    Roofs roofs = new Roofs(work, task.threads());
    roofs.addTo(rounds);
    List<Timing> timings = rounds.measure();

    // 3. the roof that binds
    Roofs.Bound bound = roofs.binding(timings.subList(all.size(), timings.size()));
    Timing own = timings.get(0);
    List<Result.Entry> entries = new ArrayList<>();
    for (Timing timing : timings.subList(0, all.size())) {
      entries.add(
          new Result.Entry(timing.name(), timing.median(), timing.best(), timing.over(own)));
    }
    for (Contender peer : peers) {
      requireThreads(peer, task.threads());
    }
    return new Result(
        row,
        entries,
        100 * bound.time() / own.median(),
        bound.roof(),
        work.flop(),
        work.bytes(),
        allocated(ours));
  }

  /// What a warm call of ours may allocate: nothing; a training step the objects of its graph.
  private static long allowedBytes(Task task) {
    return task instanceof Task.Character ? 1 << 17 : 0;
  }

  private static boolean canUseThreads(Task task) {
    return switch (task) {
      case Task.Layer layer -> layer.pass() != Task.Pass.STEP;
      case Task.Gemm _, Task.Softmax _, Task.Convolution _ -> true;
      case Task.Activation _, Task.Update _, Task.Character _ -> false;
    };
  }

  /// Bytes that one call allocates on this thread.
  private static double allocated(Contender contender) {
    int calls = 10;
    long before = Allocation.ofThisThread();
    for (int i = 0; i < calls; i++) {
      contender.run();
    }
    return (double) (Allocation.ofThisThread() - before) / calls;
  }

  /// The comparison is of one thread with one thread, or of two with two: a peer that takes more is an
  /// error in its set-up.
  private static void requireThreads(Contender peer, int wanted) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double threads = Double.MAX_VALUE;
    for (int attempt = 0; attempt < 5 && threads > wanted + 0.5; attempt++) {
      long cpu =
          system.getProcessCpuTime(); // the compiler may be at work, too: hence some attempts
      long begin = System.nanoTime();
      do {
        peer.run();
      } while (System.nanoTime() - begin < 100_000_000L);
      threads = (double) (system.getProcessCpuTime() - cpu) / (System.nanoTime() - begin);
    }
    if (threads > wanted + 0.5) {
      throw new IllegalStateException(
          "%s uses %.1f threads instead of %d".formatted(peer.name(), threads, wanted));
    }
  }
}
