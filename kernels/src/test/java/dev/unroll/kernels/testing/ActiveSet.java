package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;

/// Prints the name of the set in use, and the bits of a product that is rounded.
public final class ActiveSet {
  private ActiveSet() {}

  /// Takes no arguments.
  public static void main(String[] args) {
    Tensor a = Tensor.zeros(3, 5);
    a.fill(0.1f);
    Tensor c = Tensor.zeros(3, 3);
    Matrix left = Matrix.of(a);
    Kernels.active()
        .gemm()
        .multiply(left, left.transpose(), Matrix.of(c), new Workspace(), Workers.CALLER);
    System.out.println(Kernels.active().name() + " " + Float.floatToIntBits(c.get(2, 1)));
  }
}
