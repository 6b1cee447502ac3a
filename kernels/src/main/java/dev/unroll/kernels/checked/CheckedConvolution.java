package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;

/// Shapes that fit together, and results apart from operands.
record CheckedConvolution(ConvolutionKernel kernel) implements ConvolutionKernel {
  @Override
  public void forward(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers) {
    present(shape, workspace, workers);
    shape.checkInput("x", x);
    shape.checkWeight("weight", weight);
    shape.checkOutput("y", y);
    if (bias != null) {
      Checks.shape("bias [O]", bias, shape.outputs());
      Checks.distinct("bias", bias, "y", y);
    }
    Checks.distinct("x", x, "y", y);
    Checks.distinct("weight", weight, "y", y);
    kernel.forward(shape, x, weight, bias, y, workspace, workers);
  }

  @Override
  public void backwardInput(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers) {
    present(shape, workspace, workers);
    shape.checkWeight("weight", weight);
    shape.checkOutput("dy", dy);
    shape.checkInput("dx", dx);
    Checks.distinct("weight", weight, "dx", dx);
    Checks.distinct("dy", dy, "dx", dx);
    kernel.backwardInput(shape, weight, dy, dx, workspace, workers);
  }

  @Override
  public void backwardWeight(
      ConvolutionShape shape,
      Tensor x,
      Tensor dy,
      Tensor dWeight,
      Workspace workspace,
      Workers workers) {
    present(shape, workspace, workers);
    shape.checkInput("x", x);
    shape.checkOutput("dy", dy);
    shape.checkWeight("dWeight", dWeight);
    Checks.distinct("x", x, "dWeight", dWeight);
    Checks.distinct("dy", dy, "dWeight", dWeight);
    kernel.backwardWeight(shape, x, dy, dWeight, workspace, workers);
  }

  private static void present(ConvolutionShape shape, Workspace workspace, Workers workers) {
    Checks.present("shape", shape);
    Checks.present("workspace", workspace);
    Checks.present("workers", workers);
  }
}
