package dev.unroll.bench.compare;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.machine.Bandwidth;
import dev.unroll.bench.machine.MemoryLevel;
import dev.unroll.bench.machine.Peak;
import dev.unroll.bench.machine.TwoCores;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Locale;

/// The machine's peaks, measured once by themselves for the report's head and the picture.
///
/// @param fma GFLOP/s
/// @param issue vector operations of all kinds, in billions of numbers a second
/// @param divide divisions, likewise
/// @param rootAndDivide square roots each with a division, likewise
/// @param read GB/s of reading by level
/// @param update GB/s of updating by level
/// @param rested GB/s of reading from L3 what was left alone for [#REST]
/// @param twoFma what two cores reach of one's multiply-adds
/// @param twoProducts what two cores reach of one's products `[64,512]·[512,2048]`, each of its own
/// @param handover nanoseconds after which one core sees what the other has written
record Peaks(
    double fma,
    double issue,
    double divide,
    double rootAndDivide,
    double[] read,
    double[] update,
    double rested,
    double twoFma,
    double twoProducts,
    double handover) {
  /// What a step of a large layer takes: 5 ms.
  private static final long REST = 5_000_000;

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
    double rested = new Bandwidth(MemoryLevel.L3).readRateAfter(REST);
    double twoFma = TwoCores.speedup(multiplyAdds(), multiplyAdds());
    double twoProducts = TwoCores.speedup(product(), product());
    double handover = TwoCores.handover();
    return new Peaks(
        fma, issue, divide, rootAndDivide, read, update, rested, twoFma, twoProducts, handover);
  }

  private static Runnable multiplyAdds() {
    float[] operands = Peak.fmaOperands();
    return () -> Peak.fma(operands);
  }

  private static Runnable product() {
    Matrix a = Matrix.of(Numbers.tensor(1, 1, 64, 512));
    Matrix b = Matrix.of(Numbers.tensor(2, 1, 512, 2048));
    Matrix c = Matrix.of(Numbers.tensor(3, 1, 64, 2048));
    Workspace workspace = new Workspace();
    return () -> Kernels.active().gemm().multiply(a, b, c, workspace, Workers.CALLER);
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
    text.append(String.format(Locale.ROOT, "; L3 after 5 ms of rest %.0f", rested));
    text.append(
        String.format(
            Locale.ROOT,
            "; two cores at once, sharing nothing, over one alone: FMA %.2f ×,"
                + " products of 64 × 512 and 512 × 2048 %.2f ×;"
                + " one sees what the other has written after %.0f ns",
            twoFma,
            twoProducts,
            handover));
    return text.toString();
  }
}
