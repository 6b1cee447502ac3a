package dev.unroll.kernels;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.GuardedTensors;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/// A random product: `a [M,K]`, `b [K,N]` and what `c [M,N]` holds before, in double but exact in
/// float, and how the matrices lie in memory.
///
/// @param transposeA whether a is a transposed view
/// @param transposeB whether b is one
/// @param reversed whether the rows of a and b lie in memory in reverse order
/// @param gap by how much rows lie further apart than they are long
record GemmCase(
    int m,
    int n,
    int k,
    double[] a,
    double[] b,
    double[] c,
    boolean transposeA,
    boolean transposeB,
    boolean reversed,
    int gap) {

  /// Pairwise distinct sizes around those of tiles and vectors, with 0 and 1.
  static final class Random implements ArbitrarySupplier<GemmCase> {
    @Override
    public Arbitrary<GemmCase> get() {
      return cases((random, length) -> random.doubles(length, -1, 1).toArray());
    }
  }

  /// The same with whole numbers of −8 to 8, whose products are exact.
  static final class Whole implements ArbitrarySupplier<GemmCase> {
    @Override
    public Arbitrary<GemmCase> get() {
      return cases((random, length) -> random.ints(length, -8, 9).asDoubleStream().toArray());
    }
  }

  /// The same with zeros of both signs, infinities, NaNs and subnormals among ordinary numbers.
  static final class Special implements ArbitrarySupplier<GemmCase> {
    private static final double[] VALUES = {
      0.0,
      -0.0,
      1,
      -1,
      3,
      -0.5,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL / 4,
      Float.MAX_VALUE,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Double.NaN
    };

    @Override
    public Arbitrary<GemmCase> get() {
      return cases(
          (random, length) -> {
            int choices = random.nextInt(6, VALUES.length + 1);
            return random.ints(length, 0, choices).mapToDouble(i -> VALUES[i]).toArray();
          });
    }
  }

  private interface Numbers {
    double[] make(SplittableRandom random, int length);
  }

  private static Arbitrary<GemmCase> cases(Numbers numbers) {
    Arbitrary<Integer> sizes =
        Arbitraries.of(
            0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48,
            49, 63, 64, 65, 83, 97, 115);
    return Combinators.combine(
            sizes,
            sizes,
            sizes,
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(0, 0, 1, 5, 16),
            Arbitraries.integers())
        .filter((m, n, k, _, _, _, _, _) -> m != n && n != k && m != k)
        .as(
            (m, n, k, transposeA, transposeB, reversed, gap, seed) ->
                of(m, n, k, transposeA, transposeB, reversed, gap, seed, numbers));
  }

  /// One of given sizes with random numbers; bits 0 and 1 of `views` transpose a and b, bit 2 reverses them and
  /// leaves gaps between their rows.
  static GemmCase random(int m, int n, int k, int views, long seed) {
    return of(
        m,
        n,
        k,
        (views & 1) != 0,
        (views & 2) != 0,
        (views & 4) != 0,
        (views & 4) != 0 ? 3 : 0,
        seed,
        (random, length) -> random.doubles(length, -1, 1).toArray());
  }

  private static GemmCase of(
      int m,
      int n,
      int k,
      boolean transposeA,
      boolean transposeB,
      boolean reversed,
      int gap,
      long seed,
      Numbers numbers) {
    SplittableRandom random = new SplittableRandom(seed);
    return new GemmCase(
        m,
        n,
        k,
        floats(numbers.make(random, m * k)),
        floats(numbers.make(random, k * n)),
        floats(numbers.make(random, m * n)),
        transposeA,
        transposeB,
        reversed,
        gap);
  }

  private static double[] floats(double[] values) {
    Arrays.setAll(values, i -> (float) values[i]);
    return values;
  }

  /// `C` after `C = A·B`, or after `C += A·B`, as the kernel computes it in float; what lies around
  /// the matrix in memory is checked to be untouched.
  double[] run(GemmKernel kernel, boolean accumulate, Workers workers) {
    return run(kernel, accumulate, false, workers);
  }

  /// The same with `B` packed beforehand.
  double[] runPacked(GemmKernel kernel, boolean accumulate, Workers workers) {
    return run(kernel, accumulate, true, workers);
  }

  private double[] run(GemmKernel kernel, boolean accumulate, boolean packed, Workers workers) {
    Workspace workspace = GuardedTensors.poisoned(1 << 13);
    Matrix left = matrix(a, m, k, transposeA, reversed, 3);
    Matrix right = matrix(b, k, n, transposeB, reversed, 5);
    Matrix result = matrix(c, m, n, false, false, 7);
    float[] leftBefore = left.data().clone();
    float[] rightBefore = right.data().clone();
    float[] around = result.data().clone();
    if (packed) {
      PackedMatrix columns = kernel.pack(right);
      Arrays.fill(right.data(), Float.NaN);
      if (accumulate) {
        kernel.multiplyAdd(left, columns, result, workspace, workers);
      } else {
        kernel.multiply(left, columns, result, workspace, workers);
      }
    } else if (accumulate) {
      kernel.multiplyAdd(left, right, result, workspace, workers);
    } else {
      kernel.multiply(left, right, result, workspace, workers);
    }
    requireUnchanged("a", leftBefore, left.data());
    if (!packed) {
      requireUnchanged("b", rightBefore, right.data());
    }
    double[] product = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        int index = result.offset() + i * result.rowStride() + j;
        product[i * n + j] = result.data()[index];
        around[index] = result.data()[index];
      }
    }
    requireUnchanged("what lies around c", around, result.data());
    return product;
  }

  private static void requireUnchanged(String what, float[] before, float[] after) {
    int at = Arrays.mismatch(before, after);
    if (at >= 0) {
      throw new AssertionError(
          "%s: index %d was changed from %s to %s".formatted(what, at, before[at], after[at]));
    }
  }

  /// The values in an array full of NaNs, from an odd offset on.
  private Matrix matrix(
      double[] values, int rows, int columns, boolean transposed, boolean backwards, int offset) {
    int length = transposed ? rows : columns;
    int lines = transposed ? columns : rows;
    int stride = length + gap;
    float[] data = new float[offset + lines * stride + 17];
    Arrays.fill(data, Float.NaN);
    Matrix inOrder = Matrix.rowMajor(data, offset, lines, length, stride);
    Matrix stored = backwards ? inOrder.reversed() : inOrder;
    Matrix matrix = transposed ? stored.transpose() : stored;
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int index = matrix.offset() + i * matrix.rowStride() + j * matrix.columnStride();
        data[index] = (float) values[i * columns + j];
      }
    }
    return matrix;
  }

  /// The chains of the contract, one element at a time.
  double[] chains(boolean accumulate) {
    double[] result = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        float chain = accumulate ? (float) c[i * n + j] : 0;
        for (int inner = 0; inner < k; inner++) {
          chain = Math.fma((float) a[i * k + inner], (float) b[inner * n + j], chain);
        }
        result[i * n + j] = chain;
      }
    }
    return result;
  }

  @Override
  public String toString() {
    String views = (transposeA ? " Aᵀ" : "") + (transposeB ? " Bᵀ" : "");
    return "[%d,%d]·[%d,%d]%s%s gap %d"
        .formatted(m, k, k, n, views, reversed ? " reversed" : "", gap);
  }
}
