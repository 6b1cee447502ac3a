package dev.unroll.bench.compare;

import dev.unroll.bench.machine.Bandwidth;
import dev.unroll.bench.machine.MemoryLevel;
import dev.unroll.bench.machine.Peak;
import java.util.Locale;

/// The machine's peaks, measured once by themselves for the report's head and the picture.
///
/// @param fma GFLOP/s
/// @param issue vector operations of all kinds, in billions of numbers a second
/// @param divide divisions, likewise
/// @param rootAndDivide square roots each with a division, likewise
/// @param read GB/s of reading by level
/// @param update GB/s of updating by level
record Peaks(
    double fma, double issue, double divide, double rootAndDivide, double[] read, double[] update) {
  static Peaks measure(boolean quick) {
    long time = quick ? 500_000_000L : 1_500_000_000L;
    MemoryLevel[] levels = MemoryLevel.values();
    double fma = Peak.fmaGflops(2_000_000_000L);
    double issue = Peak.issueCount() / Peak.best(Peak::issue, time);
    double divide = Peak.divisions() / Peak.best(Peak::divide, time);
    double rootAndDivide = Peak.divisions() / Peak.best(Peak::rootAndDivide, time);
    double[] read = new double[levels.length];
    double[] update = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      Bandwidth bandwidth = new Bandwidth(levels[i]);
      bandwidth.readRate(time);
      bandwidth.updateRate(time);
      read[i] = bandwidth.readRate(time);
      update[i] = bandwidth.updateRate(time);
    }
    return new Peaks(fma, issue, divide, rootAndDivide, read, update);
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "FMA %.0f GFLOP/s; billions of floats a second: all operations %.0f,"
                    + " divisions %.1f, square roots with divisions %.1f; GB/s reading",
                fma,
                issue,
                divide,
                rootAndDivide));
    MemoryLevel[] levels = MemoryLevel.values();
    for (int i = 0; i < levels.length; i++) {
      text.append(String.format(Locale.ROOT, " %s %.0f", levels[i], read[i]));
    }
    text.append(", updating");
    for (int i = 0; i < levels.length; i++) {
      text.append(String.format(Locale.ROOT, " %s %.0f", levels[i], update[i]));
    }
    return text.toString();
  }
}
