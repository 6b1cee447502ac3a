package dev.unroll.core.testing;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What code allocates on the Java heap, for tests that want it to be nothing.
public final class Allocations {
  static {
    for (String module : new String[] {"java.management", "jdk.management"}) {
      Allocations.class.getModule().addReads(ModuleLayer.boot().findModule(module).orElseThrow());
    }
  }

  private Allocations() {}

  /// The fewest bytes that this thread allocated in one of `repetitions` runs, after as many to warm up:
  /// the fewest, because the JVM itself allocates now and then on any thread.
  public static long fewestBytes(int repetitions, Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < repetitions; i++) {
      code.run();
    }
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < repetitions; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      code.run();
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }

  /// The bytes of a run once the code is warm: 0 as soon as a hundred runs in a row allocated nothing,
  /// else, after twenty seconds of the process's own time, the bytes of the last run. Not of the clock's:
  /// on a busy machine the compiler waits for its turn.
  public static long warmBytes(Runnable code) {
    return warmBytes(0, 20, code);
  }

  /// The bytes of a run once the code is warm: of the last of a hundred runs in a row that allocated at
  /// most `most`, or, after so many seconds of the process's own time, of the last run.
  public static long warmBytes(long most, int seconds, Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long end = process.getProcessCpuTime() + seconds * 1_000_000_000L;
    long bytes = 0;
    for (int inARow = 0; inARow < 100 && process.getProcessCpuTime() < end; ) {
      long before = threads.getCurrentThreadAllocatedBytes();
      code.run();
      bytes = threads.getCurrentThreadAllocatedBytes() - before;
      inARow = bytes <= most ? inARow + 1 : 0;
    }
    return bytes;
  }
}
