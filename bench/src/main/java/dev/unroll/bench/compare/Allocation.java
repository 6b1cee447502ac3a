package dev.unroll.bench.compare;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Bytes allocated by the current thread.
final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /// All bytes that this thread has allocated so far.
  static long ofThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
