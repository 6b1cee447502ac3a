package dev.unroll.bench.machine;

import java.util.function.Consumer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// Loops that do nothing but what they measure: fused multiply-adds in registers, these beside integer
/// additions, divisions, square roots with divisions, reading an array, updating one in place. What the
/// kernels reach is stated as a percentage of these.
public final class Peak {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();

  /// Fused multiply-adds in flight: latency 4 at two a cycle needs 8, and 12 fit the 16 registers of
  /// AVX2 too.
  private static final int CHAINS = 12;

  private static final int FMA_TURNS = 4096;

  private Peak() {}

  /// Flops of one call of [#fma].
  public static double fmaFlop() {
    return 2.0 * CHAINS * LANES * FMA_TURNS;
  }

  /// Bits of the vectors that are measured with.
  public static int vectorBits() {
    return SPECIES.vectorBitSize();
  }

  /// Twelve independent chains `c ← x·y + c`, which grow slowly and so stay normal numbers. The addend is what
  /// is overwritten: C2 has that form of the instruction alone, and for `c ← c·x + y` it copies `y` each time,
  /// which cost up to a third of the rate.
  /// `operands` holds x, y and room for one vector of sums.
  public static void fma(float[] operands) {
    FloatVector x = FloatVector.broadcast(SPECIES, operands[0]);
    FloatVector y = FloatVector.broadcast(SPECIES, operands[1]);
    FloatVector c0 = y;
    FloatVector c1 = y;
    FloatVector c2 = y;
    FloatVector c3 = y;
    FloatVector c4 = y;
    FloatVector c5 = y;
    FloatVector c6 = y;
    FloatVector c7 = y;
    FloatVector c8 = y;
    FloatVector c9 = y;
    FloatVector c10 = y;
    FloatVector c11 = y;
    for (int i = 0; i < FMA_TURNS; i++) {
      c0 = x.fma(y, c0);
      c1 = x.fma(y, c1);
      c2 = x.fma(y, c2);
      c3 = x.fma(y, c3);
      c4 = x.fma(y, c4);
      c5 = x.fma(y, c5);
      c6 = x.fma(y, c6);
      c7 = x.fma(y, c7);
      c8 = x.fma(y, c8);
      c9 = x.fma(y, c9);
      c10 = x.fma(y, c10);
      c11 = x.fma(y, c11);
    }
    c0.add(c1)
        .add(c2.add(c3))
        .add(c4.add(c5))
        .add(c6.add(c7))
        .add(c8.add(c9))
        .add(c10.add(c11))
        .intoArray(operands, 2);
  }

  /// Operands for [#fma].
  public static float[] fmaOperands() {
    float[] operands = new float[2 + LANES];
    operands[0] = 0.5f;
    operands[1] = 1f;
    return operands;
  }

  /// The peak in GFLOP/s: the best of many calls of [#fma], until none has been better by a hundredth
  /// for the given time; so it waits for the compiler, too.
  public static double fmaGflops(long nanoseconds) {
    return fmaFlop() / best(Peak::fma, nanoseconds);
  }

  /// Nanoseconds of the best of many calls of one of these loops, as in [#fmaGflops].
  public static double best(Consumer<float[]> loop, long nanoseconds) {
    float[] operands = fmaOperands();
    double best = Double.MAX_VALUE;
    long improved = System.nanoTime();
    while (true) {
      long start = System.nanoTime();
      loop.accept(operands);
      long end = System.nanoTime();
      if (end - start < 0.99 * best) {
        best = end - start;
        improved = end;
      } else if (end - improved > nanoseconds) {
        return Math.min(best, end - start);
      }
    }
  }

  private static final int TURNS = 1024;

  /// Operations on numbers of one call of [#issue].
  public static double issueCount() {
    return 16.0 * LANES * TURNS;
  }

  /// Eight chains of fused multiply-adds and, in other registers, as many integer additions: the most
  /// operations on vectors that the machine begins in a cycle, where it has further units beside those
  /// that multiply.
  public static void issue(float[] operands) {
    FloatVector x = FloatVector.broadcast(SPECIES, operands[0]);
    FloatVector y = FloatVector.broadcast(SPECIES, operands[1]);
    FloatVector c0 = y;
    FloatVector c1 = y;
    FloatVector c2 = y;
    FloatVector c3 = y;
    FloatVector c4 = y;
    FloatVector c5 = y;
    FloatVector c6 = y;
    FloatVector c7 = y;
    IntVector z = x.reinterpretAsInts();
    IntVector i0 = z;
    IntVector i1 = z;
    IntVector i2 = z;
    IntVector i3 = z;
    for (int i = 0; i < TURNS; i++) {
      c0 = x.fma(y, c0);
      i0 = i0.add(z);
      c1 = x.fma(y, c1);
      i1 = i1.add(z);
      c2 = x.fma(y, c2);
      i2 = i2.add(z);
      c3 = x.fma(y, c3);
      i3 = i3.add(z);
      c4 = x.fma(y, c4);
      i0 = i0.lanewise(VectorOperators.XOR, z);
      c5 = x.fma(y, c5);
      i1 = i1.lanewise(VectorOperators.XOR, z);
      c6 = x.fma(y, c6);
      i2 = i2.lanewise(VectorOperators.XOR, z);
      c7 = x.fma(y, c7);
      i3 = i3.lanewise(VectorOperators.XOR, z);
    }
    FloatVector sum = c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7)));
    IntVector bits = i0.add(i1).add(i2.add(i3));
    bits.lanewise(VectorOperators.XOR, sum.reinterpretAsInts())
        .reinterpretAsFloats()
        .intoArray(operands, 2);
  }

  /// Divisions of one call of [#divide], and of square roots each with a division of [#rootAndDivide].
  public static double divisions() {
    return 8.0 * LANES * TURNS;
  }

  /// Eight chains `c ← y / c`.
  public static void divide(float[] operands) {
    FloatVector y = FloatVector.broadcast(SPECIES, operands[1] + 0.7f);
    FloatVector c0 = y.mul(1.1f);
    FloatVector c1 = y.mul(1.2f);
    FloatVector c2 = y.mul(1.3f);
    FloatVector c3 = y.mul(1.4f);
    FloatVector c4 = y.mul(1.5f);
    FloatVector c5 = y.mul(1.6f);
    FloatVector c6 = y.mul(1.7f);
    FloatVector c7 = y.mul(1.8f);
    for (int i = 0; i < TURNS; i++) {
      c0 = y.div(c0);
      c1 = y.div(c1);
      c2 = y.div(c2);
      c3 = y.div(c3);
      c4 = y.div(c4);
      c5 = y.div(c5);
      c6 = y.div(c6);
      c7 = y.div(c7);
    }
    c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7))).intoArray(operands, 2);
  }

  /// Eight chains `c ← y / √c`: what both cost where, as on most machines, one unit does them.
  public static void rootAndDivide(float[] operands) {
    FloatVector y = FloatVector.broadcast(SPECIES, operands[1] + 0.7f);
    FloatVector c0 = y.mul(1.1f);
    FloatVector c1 = y.mul(1.2f);
    FloatVector c2 = y.mul(1.3f);
    FloatVector c3 = y.mul(1.4f);
    FloatVector c4 = y.mul(1.5f);
    FloatVector c5 = y.mul(1.6f);
    FloatVector c6 = y.mul(1.7f);
    FloatVector c7 = y.mul(1.8f);
    for (int i = 0; i < TURNS; i++) {
      c0 = y.div(c0.sqrt());
      c1 = y.div(c1.sqrt());
      c2 = y.div(c2.sqrt());
      c3 = y.div(c3.sqrt());
      c4 = y.div(c4.sqrt());
      c5 = y.div(c5.sqrt());
      c6 = y.div(c6.sqrt());
      c7 = y.div(c7.sqrt());
    }
    c0.add(c1).add(c2.add(c3)).add(c4.add(c5).add(c6.add(c7))).intoArray(operands, 2);
  }

  /// Reads `length` floats (a multiple of 8 vectors) and returns their sum.
  public static float read(float[] a, int from, int length) {
    FloatVector s0 = FloatVector.zero(SPECIES);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    FloatVector s4 = s0;
    FloatVector s5 = s0;
    FloatVector s6 = s0;
    FloatVector s7 = s0;
    for (int i = from; i < from + length; i += 8 * LANES) {
      s0 = s0.add(FloatVector.fromArray(SPECIES, a, i));
      s1 = s1.add(FloatVector.fromArray(SPECIES, a, i + LANES));
      s2 = s2.add(FloatVector.fromArray(SPECIES, a, i + 2 * LANES));
      s3 = s3.add(FloatVector.fromArray(SPECIES, a, i + 3 * LANES));
      s4 = s4.add(FloatVector.fromArray(SPECIES, a, i + 4 * LANES));
      s5 = s5.add(FloatVector.fromArray(SPECIES, a, i + 5 * LANES));
      s6 = s6.add(FloatVector.fromArray(SPECIES, a, i + 6 * LANES));
      s7 = s7.add(FloatVector.fromArray(SPECIES, a, i + 7 * LANES));
    }
    return s0.add(s1)
        .add(s2.add(s3))
        .add(s4.add(s5).add(s6.add(s7)))
        .reduceLanes(VectorOperators.ADD);
  }

  /// `b[i] += 0.5·a[i]` for two ranges of one array: two floats read and one written for each i.
  public static void update(float[] a, int aFrom, int bFrom, int length) {
    FloatVector half = FloatVector.broadcast(SPECIES, 0.5f);
    for (int i = 0; i < length; i += 4 * LANES) {
      int from = aFrom + i;
      int to = bFrom + i;
      half.fma(FloatVector.fromArray(SPECIES, a, from), FloatVector.fromArray(SPECIES, a, to))
          .intoArray(a, to);
      from += LANES;
      to += LANES;
      half.fma(FloatVector.fromArray(SPECIES, a, from), FloatVector.fromArray(SPECIES, a, to))
          .intoArray(a, to);
      from += LANES;
      to += LANES;
      half.fma(FloatVector.fromArray(SPECIES, a, from), FloatVector.fromArray(SPECIES, a, to))
          .intoArray(a, to);
      from += LANES;
      to += LANES;
      half.fma(FloatVector.fromArray(SPECIES, a, from), FloatVector.fromArray(SPECIES, a, to))
          .intoArray(a, to);
    }
  }
}
