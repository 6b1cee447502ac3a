package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.shared.PackedColumns;
import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.GemmOracle;
import dev.unroll.kernels.testing.KernelChoice;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// What holds for the matrix products of every kernel set, at every vector width.
@Tag("widths")
final class GemmKernelProperties {
  /// Half an ulp of a float between 1 and 2.
  private static final double EPS = 0x1p-24;

  /// Each of K fused multiply-adds rounds once, by at most eps of Σ|a|·|b|.
  @Property(seed = "1")
  void agreesWithTheOracle(
      @ForAll(supplier = GemmCase.Random.class) GemmCase c, @ForAll KernelChoice choice) {
    double[] wanted = GemmOracle.multiply(c.m(), c.n(), c.k(), c.a(), c.b());
    double[] magnitudes = GemmOracle.magnitudes(c.m(), c.n(), c.k(), c.a(), c.b());
    double[] got = c.run(choice.set().gemm(), false, Workers.CALLER);
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(got[i] - wanted[i]);
      double tolerance = c.k() * EPS * magnitudes[i] * (1 + c.k() * EPS);
      if (!(error <= tolerance)) {
        throw new AssertionError(
            "%s, element %d: wanted %s, got %s, error %.3g, tolerance %.3g"
                .formatted(c, i, wanted[i], got[i], error, tolerance));
      }
    }
  }

  @Property(seed = "2")
  void everyElementIsOneChainInOrder(
      @ForAll(supplier = GemmCase.Random.class) GemmCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean accumulate) {
    double[] got = c.run(choice.set().gemm(), accumulate, Workers.CALLER);
    Differences.requireSameBits(c.toString(), c.chains(accumulate), got);
  }

  /// Twice as many tries as elsewhere: one row, few and many go three ways.
  @Property(seed = "7", tries = 400)
  void aPackedOperandGivesTheSameBits(
      @ForAll(supplier = GemmCase.Special.class) GemmCase special,
      @ForAll(supplier = GemmCase.Random.class) GemmCase random,
      @ForAll KernelChoice choice,
      @ForAll boolean accumulate) {
    for (GemmCase c : new GemmCase[] {special, random}) {
      double[] got = c.runPacked(choice.set().gemm(), accumulate, Workers.CALLER);
      Differences.requireSameBits(c.toString(), c.chains(accumulate), got);
    }
  }

  @Property(seed = "3")
  void wholeNumbersAreExact(
      @ForAll(supplier = GemmCase.Whole.class) GemmCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean accumulate) {
    double[] wanted = GemmOracle.multiply(c.m(), c.n(), c.k(), c.a(), c.b());
    Arrays.setAll(wanted, i -> wanted[i] + (accumulate ? c.c()[i] : 0));
    double[] got = c.run(choice.set().gemm(), accumulate, Workers.CALLER);
    Differences.requireClose(c.toString(), wanted, got, 0, 1);
  }

  @Property(seed = "4")
  void specialValuesPropagateAsInTheChain(
      @ForAll(supplier = GemmCase.Special.class) GemmCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean accumulate) {
    double[] got = c.run(choice.set().gemm(), accumulate, Workers.CALLER);
    Differences.requireSameBits(c.toString(), c.chains(accumulate), got);
  }

  @Property(seed = "5", tries = 60)
  void anyNumberOfThreadsGivesTheSameBits(
      @ForAll(supplier = GemmCase.Random.class) GemmCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean accumulate) {
    for (int count = 2; count <= 3; count++) {
      try (Workers workers = Workers.start(count)) {
        double[] got = c.run(choice.set().gemm(), accumulate, workers);
        Differences.requireSameBits(c + ", " + count, c.chains(accumulate), got);
      }
    }
  }

  /// Sizes at which products are cut into blocks along each of the three extents.
  @Property(seed = "6")
  void largeProductsAreTheSameChains(
      @ForAll("largeSizes") int large, @ForAll @IntRange(max = 7) int views) {
    int[][] shapes = {
      {large, 35, 19},
      {21, large, 34},
      {18, 37, large},
      {130, 270, large % 400},
      {7, 3 * large, 103}
    };
    GemmKernel kernel = Kernels.active().gemm();
    try (Workers workers = Workers.start(2)) {
      for (int[] shape : shapes) {
        GemmCase c = GemmCase.random(shape[0], shape[1], shape[2], views, large);
        double[] wanted = c.chains(true);
        Differences.requireSameBits(c.toString(), wanted, c.run(kernel, true, Workers.CALLER));
        Differences.requireSameBits(c + ", two threads", wanted, c.run(kernel, true, workers));
        Differences.requireSameBits(
            c + ", overwritten", c.chains(false), c.run(kernel, false, Workers.CALLER));
        Differences.requireSameBits(
            c + ", packed", wanted, c.runPacked(kernel, true, Workers.CALLER));
        Differences.requireSameBits(
            c + ", packed, two threads", wanted, c.runPacked(kernel, true, workers));
      }
    }
  }

  @Provide
  Arbitrary<Integer> largeSizes() {
    return Arbitraries.of(383, 385, 512, 513, 769, 1031);
  }

  @Example
  void shapesThatDoNotFitAreRefused() {
    GemmKernel kernel = Kernels.active().gemm();
    Workspace workspace = new Workspace();
    Matrix twoByThree = Matrix.of(Tensor.zeros(2, 3));
    Matrix threeByTwo = Matrix.of(Tensor.zeros(3, 2));
    Matrix square = Matrix.of(Tensor.zeros(2, 2));
    assertThrows(
        IllegalArgumentException.class,
        () -> kernel.multiply(twoByThree, twoByThree, square, workspace, Workers.CALLER));
    assertThrows(
        IllegalArgumentException.class,
        () -> kernel.multiplyAdd(twoByThree, threeByTwo, twoByThree, workspace, Workers.CALLER));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            kernel.multiply(twoByThree, threeByTwo, square.transpose(), workspace, Workers.CALLER));
  }

  @Example
  void packedOperandsThatDoNotFitAreRefused() {
    GemmKernel kernel = Kernels.scalar().gemm();
    Workspace workspace = new Workspace();
    Matrix twoByThree = Matrix.of(Tensor.zeros(2, 3));
    Matrix square = Matrix.of(Tensor.zeros(2, 2));
    PackedMatrix packed = kernel.pack(twoByThree);
    assertThrows(
        IllegalArgumentException.class,
        () -> kernel.multiply(twoByThree, packed, square, workspace, Workers.CALLER));
    PackedMatrix foreign = new PackedColumns("other", 3, 2, new float[6]);
    assertThrows(
        IllegalArgumentException.class,
        () -> kernel.multiplyAdd(twoByThree, foreign, square, workspace, Workers.CALLER));
  }
}
