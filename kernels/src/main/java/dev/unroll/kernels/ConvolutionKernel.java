package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// Convolutions (cross-correlations, as in `torch.nn.functional.conv3d`) over three spatial axes, or over two with
/// a depth of 1. With p one of the `P` windows and k one of their `K` numbers, over channels and then row-major:
///
///     y[n,o,p] = b[o] + Σ_k W[o,k] x[n, p·stride + k − padding]
///
/// where `x` is 0 outside of its extents. The sums:
///
/// - `y` is a chain of fused multiply-adds over k in order, from `b[o]` or from 0; zeros of the padding count
/// - `dW[o,k]` is a chain over n and then p in order, from what it holds; zeros of the padding count
/// - `dx[n,c,i] +=` the sum, from 0, over the windows that meet it, in order, of a chain over o from 0 of
///   `W[o,k] dy[n,o,p]`
///
/// Scratch memory comes from the caller's [Workspace]; nothing is allocated once it is warm. A NaN in gives NaN out.
/// Source: Chellapilla, Puri and Simard, *High performance convolutional neural networks for document processing*,
/// 2006, for the convolution as a matrix product.
public interface ConvolutionKernel {
  /// `y = b + W∗x`.
  ///
  /// @param x `[N,C,D,H,W]`, or `[N,C,H,W]` where D is 1; not modified
  /// @param weight `[O,C,…]` with the kernel's extents; not modified
  /// @param bias `[O]`, or null for 0; not modified
  /// @param y `[N,O,…]` with the extents of [ConvolutionShape#result]: overwritten
  void forward(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers);

  /// Accumulates the gradient to `x` into `dx` `[N,C,…]`; `weight` and `dy` are not modified.
  void backwardInput(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers);

  /// Accumulates the gradient to `weight` into `dWeight` `[O,C,…]`; `x` and `dy` are not modified.
  void backwardWeight(
      ConvolutionShape shape,
      Tensor x,
      Tensor dy,
      Tensor dWeight,
      Workspace workspace,
      Workers workers);
}
