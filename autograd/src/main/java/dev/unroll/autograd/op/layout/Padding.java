package dev.unroll.autograd.op.layout;

import dev.unroll.core.Tensor;
import java.util.Arrays;

/// What lies past the end of rows of unequal length.
public final class Padding {
  private Padding() {}

  /// The steps of row n, which are all of them where `lengths` is null.
  public static int length(int[] lengths, int n, int steps) {
    return lengths == null ? steps : lengths[n];
  }

  /// Makes `sequence [T,N,…]` zero at all steps `t ≥ lengths[n]`.
  public static void clear(Tensor sequence, int[] lengths) {
    int steps = sequence.shape().dimension(0);
    int batch = sequence.shape().dimension(1);
    if (steps == 0 || batch == 0) {
      return;
    }
    int width = sequence.elements() / (steps * batch);
    for (int n = 0; n < batch; n++) {
      for (int t = lengths[n]; t < steps; t++) {
        int from = sequence.offset() + (t * batch + n) * width;
        Arrays.fill(sequence.data(), from, from + width, 0);
      }
    }
  }
}
