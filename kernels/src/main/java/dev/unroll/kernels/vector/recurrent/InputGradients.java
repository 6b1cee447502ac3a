package dev.unroll.kernels.vector.recurrent;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;

/// The gradient to a recurrent layer's input, `dx += da·W`, some rows at a time: with each block of rows
/// that a step back takes, while their `da` is in L1, where the weights are small; else for all rows of a
/// chunk of steps at once.
final class InputGradients {
  private final MacroKernel product = new MacroKernel();
  private Tensor dx;
  private int inputs;
  private int width;
  private float[] panels;

  /// Begins a backward pass with `W [k,C]`.
  ///
  /// @param da rows of `width` floats, the first `k` of which meet the rows of `W`
  /// @param scratch the products' scratch
  void begin(
      Tensor w,
      Tensor dx,
      float[] da,
      int width,
      float[] scratch,
      Workspace workspace,
      ParallelPackB packing) {
    this.dx = dx;
    this.width = width;
    int k = w.shape().dimension(0);
    inputs = w.shape().dimension(1);
    panels = workspace.take(PackB.length(k, inputs));
    VectorRecurrentKernel.packPlain(w, 0, k, panels, 0, packing);
    product.columns(inputs, panels, 0, k, 0).u(k, da, width).result(dx.data(), inputs, scratch);
  }

  /// Adds to `rows` rows from row `first` of all T·N on what those of `da` from row `daRow` on contribute.
  void add(int first, int rows, int daRow, int scratchAt) {
    int to = dx.offset() + first * inputs;
    product.rows(rows, 0, 0, daRow * width, to, 0, product.panelCount(), scratchAt);
  }

  /// Multiply-adds of one row.
  long work() {
    return (long) width * inputs;
  }

  /// Lets go of what belongs to the caller, and of the panels.
  void clear(Workspace workspace) {
    VectorRecurrentKernel.give(workspace, panels);
    product.clear();
    dx = null;
    panels = null;
  }
}
