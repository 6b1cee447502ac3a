package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;

/// A [Linear] outside a tape, with the bits of its `forward` and the parameters as they are at each
/// step. A step allocates nothing once warm, unless they have changed. Not thread-safe.
public final class LinearStream {
  private final GemmKernel gemm;
  private final Tensor bias;
  private final Matrix x;
  private final PackedLinear weight;
  private final Tensor y;
  private final Matrix rows;
  private final Workspace workspace = new Workspace();

  LinearStream(Linear layer, PackedLinear weight, KernelSet kernels, Tensor x) {
    int batch = x.shape().dimension(0);
    Checks.shape("x [N,in]", x, batch, layer.inputs());
    gemm = kernels.gemm();
    bias = layer.bias() == null ? null : layer.bias().value();
    this.x = Matrix.of(x);
    this.weight = weight;
    y = Tensor.zeros(batch, layer.outputs());
    rows = Matrix.of(y);
  }

  /// `y [N,out]` of what `x` now holds; the next step overwrites it.
  public Tensor step() {
    if (bias == null) {
      gemm.multiply(x, weight.matrix(gemm), rows, workspace, Workers.CALLER);
      return y;
    }
    int width = bias.elements();
    for (int row = 0; row < y.shape().dimension(0); row++) {
      System.arraycopy(bias.data(), bias.offset(), y.data(), row * width, width);
    }
    gemm.multiplyAdd(x, weight.matrix(gemm), rows, workspace, Workers.CALLER);
    return y;
  }
}
