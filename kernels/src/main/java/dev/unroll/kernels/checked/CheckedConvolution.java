package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// Shapes that fit together, and results apart from operands.
final class CheckedConvolution implements ConvolutionKernel {
  private final Start<ConvolutionKernel> forward;
  private final Start<ConvolutionKernel> backwardInput;
  private final Start<ConvolutionKernel> backwardWeight;

  CheckedConvolution(Twins<ConvolutionKernel> twins) {
    Extents one = new Extents(1, 1, 1);
    ConvolutionShape shape =
        new ConvolutionShape(
            1, 3, 9, new Extents(1, 5, 21), new Extents(1, 3, 3), one, new Extents(0, 1, 1));
    Tensor x = Operands.tensor(1, 3, 1, 5, 21);
    Tensor weight = Operands.tensor(9, 3, 1, 3, 3);
    Tensor bias = Operands.tensor(9);
    Tensor y = Operands.tensor(1, 9, 1, 5, 21);
    Workspace workspace = new Workspace();
    Workers caller = Workers.CALLER;
    forward = twins.start(kernel -> kernel.forward(shape, x, weight, bias, y, workspace, caller));
    backwardInput =
        twins.start(kernel -> kernel.backwardInput(shape, weight, y, x, workspace, caller));
    backwardWeight =
        twins.start(kernel -> kernel.backwardWeight(shape, x, y, weight, workspace, caller));
  }

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
    forward.kernel().forward(shape, x, weight, bias, y, workspace, workers);
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
    backwardInput.kernel().backwardInput(shape, weight, dy, dx, workspace, workers);
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
    backwardWeight.kernel().backwardWeight(shape, x, dy, dWeight, workspace, workers);
  }

  private static void present(ConvolutionShape shape, Workspace workspace, Workers workers) {
    Checks.present("shape", shape);
    Checks.present("workspace", workspace);
    Checks.present("workers", workers);
  }
}
