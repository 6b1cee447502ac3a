package dev.unroll.kernels.vector.convolution;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;

/// Convolutions by micro-kernels of their own, which read the numbers of windows, and add gradients to them, where they lie in
/// [Planes]: windows are never copied. Lanes are windows, or channels where rows of windows would leave lanes empty.
public final class VectorConvolutionKernel implements ConvolutionKernel {
  /// The kernel.
  public VectorConvolutionKernel() {}

  @Override
  public void forward(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers) {
    if (ForwardChannels.suits(shape)) {
      ForwardChannels.run(shape, x, weight, bias, y, workspace, workers);
      return;
    }
    ForwardConvolution.run(shape, x, weight, bias, y, workspace, workers);
  }

  @Override
  public void backwardInput(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers) {
    if (InputGradientChannels.suits(shape)) {
      InputGradientChannels.run(shape, weight, dy, dx, workspace, workers);
      return;
    }
    InputGradient.run(shape, weight, dy, dx, workspace, workers);
  }

  @Override
  public void backwardWeight(
      ConvolutionShape shape,
      Tensor x,
      Tensor dy,
      Tensor dWeight,
      Workspace workspace,
      Workers workers) {
    WeightGradient.run(shape, x, dy, dWeight, workspace, workers);
  }
}
