package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;

/// Convolution over three axes, such as time and two of space, as in `torch.nn.functional.conv3d`; the
/// equation is that of [Conv2dOp] with one more index.
///
/// - `x [N,C,D,H,W]`, `weight [O,C,J,K,L]`, `bias [O]` or null; outside of `x` are zeros
/// - `y [N,O,...]`, each extent E becoming `(E + 2·padding − kernel)/stride + 1`
public final class Conv3dOp {
  private Conv3dOp() {}

  /// The convolution with one stride and one padding for all axes.
  public static Variable apply(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    Shape w = weight.shape();
    if (x.shape().rank() != 5 || w.rank() != 5) {
      throw new IllegalArgumentException(
          "conv3d: expected x [N,C,D,H,W] and weight [O,C,J,K,L], got %s and %s"
              .formatted(x.shape(), w));
    }
    Window window = Window.deep(w.dimension(2), w.dimension(3), w.dimension(4), stride, padding);
    return Convolution.apply("conv3d", x, weight, bias, window);
  }
}
