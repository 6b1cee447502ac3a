package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.Floats;
import dev.unroll.kernels.testing.SoftmaxOracle;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class SoftmaxKernelProperties {
  private static final SoftmaxKernel SCALAR = Kernels.scalar().softmax();
  private static final SoftmaxKernel ACTIVE = Kernels.active().softmax();

  private static final Workspace WORKSPACE = new Workspace();

  /// Half an ulp of a float between 1 and 2: one rounding.
  private static final double EPS = 0x1p-24;

  /// Two exps of up to 1 ulp (2 roundings each), the tree (4), the partial sums' start, the quotient,
  /// the product, and one for the second order.
  private static final int ROUNDINGS = 12;

  /// The relative error of a probability: besides [#ROUNDINGS], a sum of V / 16 terms, and the
  /// difference d = x − max, whose rounding is an error of |d|·eps in the exponent.
  private static double probabilityTolerance(int length, double distance) {
    return (Math.ceil(length / 16.0) + distance + ROUNDINGS) * EPS;
  }

  /// The operands of one call, at odd offsets between NaNs, and its results.
  private static final class Case {
    final int rows;
    final int length;
    final Tensor x;
    final Tensor p;
    final Tensor dx;
    final Tensor overwritten;
    final int[] targets;
    final float[] losses;
    float[] softmax = {}; // where p is not x

    Case(int rows, int length, boolean wild, long seed, boolean inPlace) {
      this.rows = rows;
      this.length = length;
      Shape shape = Shape.of(rows, length);
      int n = rows * length;
      x = Tensor.wrap(Floats.at(7, Floats.of(wild, seed, n)), 7, shape);
      p = inPlace ? x : Tensor.wrap(Floats.at(3, new float[n]), 3, shape);
      dx = Tensor.wrap(Floats.at(5, Floats.of(wild, seed + 1, n)), 5, shape);
      overwritten = Tensor.wrap(Floats.at(2, Floats.of(wild, seed + 2, n)), 2, shape);
      SplittableRandom random = new SplittableRandom(seed);
      targets = new int[rows];
      Arrays.setAll(targets, m -> length == 0 ? -1 : random.nextInt(-1, length));
      losses = new float[rows];
    }

    Case run(SoftmaxKernel kernel, Workers workers) {
      if (p != x) {
        kernel.softmax(x, p, WORKSPACE, workers);
        softmax = p.toArray();
      }
      kernel.crossEntropy(x, targets, p, losses, WORKSPACE, workers);
      kernel.crossEntropyBackward(p, targets, 0.25f, true, dx, workers);
      kernel.crossEntropyBackward(p, targets, 0.25f, false, overwritten, workers);
      return this;
    }

    void requireSameBits(Case got) {
      Floats.requireSameBits("softmax", softmax, got.softmax);
      Floats.requireSameBits("p", p.data(), got.p.data());
      Floats.requireSameBits("losses", losses, got.losses);
      Floats.requireSameBits("dx", dx.data(), got.dx.data());
      Floats.requireSameBits("overwritten", overwritten.data(), got.overwritten.data());
    }
  }

  @Property
  void crossEntropyGivesTheScalarBits(
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 4) int rows,
      @ForAll boolean wild,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    Case wanted = new Case(rows, length, wild, seed, inPlace).run(SCALAR, Workers.CALLER);
    Case got = new Case(rows, length, wild, seed, inPlace).run(ACTIVE, Workers.CALLER);
    wanted.requireSameBits(got);
  }

  @Property
  void overwritingIsAddingToZeros(
      @ForAll(supplier = Lengths.class) int length, @ForAll boolean wild, @ForAll long seed) {
    for (SoftmaxKernel kernel : new SoftmaxKernel[] {SCALAR, ACTIVE}) {
      Case c = new Case(4, length, wild, seed, false);
      c.dx.fill(0);
      c.run(kernel, Workers.CALLER);
      Floats.requireSameBits("dx", c.dx.toArray(), c.overwritten.toArray());
    }
  }

  /// Rows from 2,048 numbers on are each a block.
  @Property(tries = 60)
  void longRowsGiveTheScalarBits(
      @ForAll(supplier = Lengths.class) int beyond,
      @ForAll boolean wild,
      @ForAll boolean inPlace,
      @ForAll long seed) {
    int length = 2_047 + beyond;
    Case wanted = new Case(2, length, wild, seed, inPlace).run(SCALAR, Workers.CALLER);
    Case got = new Case(2, length, wild, seed, inPlace).run(ACTIVE, Workers.CALLER);
    wanted.requireSameBits(got);
  }

  @Property
  void softmaxGivesTheScalarBitsInPlaceToo(
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 4) int rows,
      @ForAll boolean wild,
      @ForAll long seed) {
    Case wanted = new Case(rows, length, wild, seed, false);
    SCALAR.softmax(wanted.x, wanted.p, WORKSPACE, Workers.CALLER);
    for (SoftmaxKernel kernel : new SoftmaxKernel[] {SCALAR, ACTIVE}) {
      for (boolean inPlace : new boolean[] {false, true}) {
        Case got = new Case(rows, length, wild, seed, inPlace);
        kernel.softmax(got.x, got.p, WORKSPACE, Workers.CALLER);
        Floats.requireSameBits("p", wanted.p.toArray(), got.p.toArray());
      }
    }
  }

  @Property
  void scalarIsTheOracleWithinTolerance(
      @ForAll(supplier = Lengths.class) int seam,
      @ForAll boolean isLong,
      @ForAll @IntRange(min = 1, max = 3) int rows,
      @ForAll @IntRange(min = 1, max = 40) int spread,
      @ForAll long seed) {
    int length = isLong ? 2_047 + seam : seam;
    Case c = new Case(rows, length, false, seed, false);
    for (int i = 0; i < rows * length; i++) {
      c.x.data()[c.x.offset() + i] *= spread;
    }
    float[] before = c.dx.toArray();
    c.run(SCALAR, Workers.CALLER);
    for (int m = 0; m < rows && length > 0; m++) {
      checkRow(c, m, Arrays.copyOfRange(before, m * length, (m + 1) * length));
    }
  }

  private static void checkRow(Case c, int m, float[] before) {
    double[] x = doubles(c.x.at(m));
    double[] p = SoftmaxOracle.softmax(x);
    double maximum = Arrays.stream(x).max().orElseThrow();
    float[] got = c.p.at(m).toArray();
    for (int v = 0; v < x.length; v++) {
      double relative = probabilityTolerance(c.length, maximum - x[v]);
      requireClose("p", v, p[v], got[v], relative * p[v] + Float.MIN_VALUE);
    }
    int target = c.targets[m];
    float[] dx = c.dx.at(m).toArray();
    if (target < 0) {
      assertEquals(0f, c.losses[m]);
      assertArrayEquals(before, dx);
      return;
    }
    double loss = SoftmaxOracle.crossEntropy(x, target);
    double distance = maximum - x[target];
    // the sum's relative error is the logarithm's absolute one; then the logarithm, d and their sum
    double lossTolerance =
        probabilityTolerance(c.length, 0) + (2 * (loss - distance) + distance + loss) * EPS;
    requireClose("loss", m, loss, c.losses[m], lossTolerance);
    double[] gradient = SoftmaxOracle.crossEntropyGradient(x, target, 0.25);
    for (int v = 0; v < x.length; v++) {
      double error = 0.25 * probabilityTolerance(c.length, maximum - x[v]) * (p[v] + EPS);
      double tolerance = error + 2 * EPS * (Math.abs(before[v]) + Math.abs(gradient[v]));
      requireClose("dx", v, before[v] + gradient[v], dx[v], tolerance);
    }
  }

  private static double[] doubles(Tensor x) {
    double[] values = new double[x.elements()];
    Arrays.setAll(values, i -> x.data()[x.offset() + i]);
    return values;
  }

  private static void requireClose(
      String what, int index, double wanted, double got, double tolerance) {
    if (!(Math.abs(got - wanted) <= tolerance)) {
      throw new AssertionError(
          "%s[%d]: wanted %s, got %s, tolerance %.3g"
              .formatted(what, index, wanted, got, tolerance));
    }
  }

  @Example
  void anyNumberOfThreadsGivesTheSameBits() {
    int[][] shapes = {{257, 65}, {3, 10_000}, {2, 16_411}, {1, 40_000}};
    for (int[] shape : shapes) {
      Case wanted = new Case(shape[0], shape[1], false, 11, false).run(SCALAR, Workers.CALLER);
      wanted.requireSameBits(
          new Case(shape[0], shape[1], false, 11, false).run(ACTIVE, Workers.CALLER));
      for (int threads = 2; threads <= 3; threads++) {
        try (Workers workers = Workers.start(threads)) {
          wanted.requireSameBits(
              new Case(shape[0], shape[1], false, 11, false).run(SCALAR, workers));
          wanted.requireSameBits(
              new Case(shape[0], shape[1], false, 11, false).run(ACTIVE, workers));
        }
      }
    }
  }

  /// A rounding that one set does and the other does not shows in few results: many are compared.
  @Example
  void aDenseSampleGivesTheScalarBits() {
    for (int length : new int[] {17, 65, 60_007}) {
      Case wanted = new Case(180_000 / length, length, false, 5, false);
      Case got = new Case(180_000 / length, length, false, 5, false);
      for (Case c : new Case[] {wanted, got}) {
        for (int i = 0; i < c.rows * length; i++) {
          c.x.data()[c.x.offset() + i] *= i % 16; // some far below the maximum
        }
      }
      wanted.run(SCALAR, Workers.CALLER).requireSameBits(got.run(ACTIVE, Workers.CALLER));
    }
  }

  @Example
  void aRowWithoutAMaximumIsNaN() {
    float infinity = Float.POSITIVE_INFINITY;
    for (SoftmaxKernel kernel : new SoftmaxKernel[] {SCALAR, ACTIVE}) {
      for (float bad : new float[] {Float.NaN, infinity}) {
        Tensor x = Tensor.zeros(3, 33);
        x.set(bad, 1, 32);
        float[] losses = new float[3];
        kernel.crossEntropy(x, new int[] {0, 1, 2}, x, losses, WORKSPACE, Workers.CALLER);
        assertTrue(Float.isNaN(losses[1]) && Float.isNaN(x.get(1, 0)), "row with " + bad);
        assertEquals(Math.log(33), losses[2], 1e-6);
        assertEquals(1 / 33f, x.get(0, 5), 1e-8f);
      }
      Tensor masked = Tensor.zeros(1, 20);
      masked.fill(-infinity);
      masked.set(3, 0, 17);
      kernel.softmax(masked, masked, WORKSPACE, Workers.CALLER);
      assertEquals(1f, masked.get(0, 17));
      assertEquals(0f, masked.get(0, 0));
    }
  }

  @Example
  void whatDoesNotFitIsRefused() {
    Tensor x = Tensor.zeros(2, 5);
    float[] losses = new float[2];
    for (SoftmaxKernel k : new SoftmaxKernel[] {SCALAR, ACTIVE}) {
      refused(() -> k.softmax(x, Tensor.zeros(5, 2), WORKSPACE, Workers.CALLER));
      refused(() -> k.softmax(Tensor.scalar(1), Tensor.scalar(1), WORKSPACE, Workers.CALLER));
      refused(() -> k.crossEntropy(x, new int[] {0, 5}, x, losses, WORKSPACE, Workers.CALLER));
      refused(() -> k.crossEntropy(x, new int[] {0}, x, losses, WORKSPACE, Workers.CALLER));
      refused(() -> k.crossEntropy(x, new int[2], x, new float[1], WORKSPACE, Workers.CALLER));
      refused(
          () ->
              k.crossEntropyBackward(
                  x, new int[] {9, 0}, 1, true, Tensor.zeros(2, 5), Workers.CALLER));
      refused(() -> k.crossEntropyBackward(x, new int[2], 1, false, x, Workers.CALLER));
    }
  }

  private static void refused(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }
}
