package dev.unroll.core.testing;

import java.lang.management.ManagementFactory;

/// How long threads have run.
public final class ProcessorTime {
  static {
    ProcessorTime.class
        .getModule()
        .addReads(ModuleLayer.boot().findModule("java.management").orElseThrow());
  }

  private ProcessorTime() {}

  /// The nanoseconds that a living thread has had a processor.
  public static long nanos(Thread thread) {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread.threadId());
  }
}
