package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Variable;
import java.util.Arrays;

/// Convolution (cross-correlation, as in `torch.nn.functional.conv2d`) over two spatial axes:
///
///     y[n,o,i,j] = b[o] + Σ_{c,k,l} W[o,c,k,l] x[n, c, i·stride + k − padding, j·stride + l − padding]
///
/// - `x [N,C,H,W]`, `weight [O,C,K,L]`, `bias [O]` or null; outside of `x` are zeros
/// - `y [N,O,(H + 2·padding − K)/stride + 1,(W + 2·padding − L)/stride + 1]`
public final class Conv2dOp {
  private Conv2dOp() {}

  /// The convolution with one stride and one padding for all axes.
  public static Variable apply(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    return apply(x, weight, bias, Window.all(2, stride), Window.all(2, padding));
  }

  /// The convolution with a stride and a padding for each axis.
  public static Variable apply(
      Variable x, Variable weight, Variable bias, int[] stride, int[] padding) {
    if (x.shape().rank() != 4 || weight.shape().rank() != 4) {
      throw new IllegalArgumentException(
          "conv2d: expected x [N,C,H,W] and weight [O,C,K,L], got %s and %s"
              .formatted(x.shape(), weight.shape()));
    }
    int[] kernel = Arrays.copyOfRange(weight.shape().dimensions(), 2, 4);
    return Convolution.apply(
        "conv2d", x, weight, bias, Window.of("conv2d", kernel, stride, padding));
  }
}
