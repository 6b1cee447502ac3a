package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.averagePool;
import static dev.unroll.autograd.op.Ops.maxPool;

import dev.unroll.autograd.Variable;

/// Pooling of each channel of `x [N,C,H,W]` or `[N,C,D,H,W]` over windows; it has no parameters.
public final class Pooling {
  private Pooling() {}

  /// The greatest number in each window; padding never wins.
  public static Variable max(Variable x, Window window) {
    return maxPool(
        x,
        Window.array(window.size()),
        Window.array(window.stride()),
        Window.array(window.padding()));
  }

  /// The mean of each window; padding counts as zeros.
  public static Variable average(Variable x, Window window) {
    return averagePool(
        x,
        Window.array(window.size()),
        Window.array(window.stride()),
        Window.array(window.padding()));
  }
}
