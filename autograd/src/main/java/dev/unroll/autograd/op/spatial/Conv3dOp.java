package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Variable;
import java.util.Arrays;

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
    return apply(x, weight, bias, Window.all(3, stride), Window.all(3, padding));
  }

  /// The convolution with a stride and a padding for each axis.
  public static Variable apply(
      Variable x, Variable weight, Variable bias, int[] stride, int[] padding) {
    if (x.shape().rank() != 5 || weight.shape().rank() != 5) {
      throw new IllegalArgumentException(
          "conv3d: expected x [N,C,D,H,W] and weight [O,C,J,K,L], got %s and %s"
              .formatted(x.shape(), weight.shape()));
    }
    int[] kernel = Arrays.copyOfRange(weight.shape().dimensions(), 2, 5);
    return Convolution.apply(
        "conv3d", x, weight, bias, Window.of("conv3d", kernel, stride, padding));
  }
}
