package dev.unroll.kernels.shared;

/// Sums across a row in one order of additions for every lane count: sixteen interleaved partial sums,
/// then a fixed tree.
///
/// With V elements, V₀ = V − V mod 16 of them in full sixteens, partial sum `s[i]` starts from element
/// V − 16 + i where that is one of those past V₀, else from 0, and adds the elements i, i + 16,
/// i + 32, … below V₀ in order. The tree is `s[i] += s[i+8]` for i < 8, `s[i] += s[i+4]` for i < 4,
/// `s[i] += s[i+2]` for i < 2, `s[0] + s[1]`.
///
/// The elements at the end go to the last partial sums, not the first, so that vector code finds them
/// in their lanes when it loads the row's last vector.
public final class CanonicalSums {
  /// The number of partial sums.
  public static final int PARTIALS = 16;

  private CanonicalSums() {}

  /// Σ x.
  public static float sum(int length, float[] x, int offset) {
    return sumOfEvery(1, 0, false, length, x, offset);
  }

  /// Σ x².
  public static float sumOfSquares(int length, float[] x, int offset) {
    return sumOfEvery(1, 0, true, length, x, offset);
  }

  /// The sum of the partial sums i, i + stride, i + 2·stride, …: the tree from its root.
  private static float sumOfEvery(
      int stride, int i, boolean squares, int length, float[] x, int offset) {
    if (stride == PARTIALS) {
      return partial(i, squares, length, x, offset);
    }
    return sumOfEvery(2 * stride, i, squares, length, x, offset)
        + sumOfEvery(2 * stride, i + stride, squares, length, x, offset);
  }

  private static float partial(int i, boolean squares, int length, float[] x, int offset) {
    int full = length - length % PARTIALS;
    int last = length - PARTIALS + i;
    float sum = last >= full ? add(x[offset + last], 0, squares) : 0;
    for (int v = i; v < full; v += PARTIALS) {
      sum = add(x[offset + v], sum, squares);
    }
    return sum;
  }

  private static float add(float x, float sum, boolean squares) {
    return squares ? Fma.fma(x, x, sum) : sum + x;
  }
}
