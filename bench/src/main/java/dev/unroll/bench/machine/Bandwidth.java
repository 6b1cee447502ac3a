package dev.unroll.bench.machine;

import java.util.Arrays;

/// The measured bandwidth of the levels of memory, in GB/s, by one thread in steady rounds over data
/// that the level holds.
public final class Bandwidth {
  /// Floats of 8 vectors of 512 bits: what all ranges are multiples of.
  private static final int UNIT = 128;

  private final float[] data;
  private final int length;
  private float sum;

  /// Data for one level.
  public Bandwidth(MemoryLevel level) {
    length = level.probeBytes() / 4 / (2 * UNIT) * (2 * UNIT);
    data = new float[length + 16];
  }

  /// Where the data begin: index 12 of a large array is the start of a cache line under G1, whose
  /// regions begin with the array's header of 16 bytes.
  private static final int ALIGNED = 12;

  /// Reads everything once.
  public void read() {
    for (int i = 0; i < length; i += Math.min(length - i, 64 * UNIT)) {
      sum += Peak.read(data, ALIGNED + i, Math.min(length - i, 64 * UNIT));
    }
  }

  /// Bytes that [#read] moves.
  public double readBytes() {
    return 4.0 * length;
  }

  /// Adds the first half to the second.
  public void update() {
    int half = length / 2;
    for (int i = 0; i < half; i += Math.min(half - i, 64 * UNIT)) {
      Peak.update(data, ALIGNED + i, ALIGNED + half + i, Math.min(half - i, 64 * UNIT));
    }
  }

  /// Bytes that [#update] moves.
  public double updateBytes() {
    return 4.0 * 3 * (length / 2);
  }

  /// Keeps the reads from being optimized away.
  public float sum() {
    return sum;
  }

  /// GB/s of reading, the best round within the given time.
  public double readRate(long nanoseconds) {
    return readBytes() / best(this::read, nanoseconds);
  }

  /// GB/s of reading what this thread left alone for a while after it had read it, the median of eleven
  /// times: a cache that other cores, or other tenants of the machine, share keeps it only so long.
  public double readRateAfter(long nanoseconds) {
    double[] rates = new double[11];
    for (int i = 0; i < rates.length; i++) {
      read();
      long rest = System.nanoTime();
      while (System.nanoTime() - rest < nanoseconds) {
        Thread.onSpinWait();
      }
      long start = System.nanoTime();
      read();
      rates[i] = readBytes() / (System.nanoTime() - start);
    }
    Arrays.sort(rates);
    return rates[rates.length / 2];
  }

  /// GB/s of updating, the best round within the given time.
  public double updateRate(long nanoseconds) {
    return updateBytes() / best(this::update, nanoseconds);
  }

  /// Nanoseconds of one call: the best of rounds of at least 20 µs.
  private static double best(Runnable call, long nanoseconds) {
    long begin = System.nanoTime();
    double best = Double.MAX_VALUE;
    int calls = 1;
    while (System.nanoTime() - begin < nanoseconds || best == Double.MAX_VALUE) {
      long start = System.nanoTime();
      for (int i = 0; i < calls; i++) {
        call.run();
      }
      long elapsed = System.nanoTime() - start;
      if (elapsed < 20_000) {
        calls *= 2;
      } else {
        best = Math.min(best, (double) elapsed / calls);
      }
    }
    return best;
  }
}
