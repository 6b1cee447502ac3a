package dev.unroll.autograd.op.product;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.elementwise.AddOp;
import dev.unroll.autograd.op.elementwise.MultiplyOp;
import dev.unroll.autograd.op.elementwise.SigmoidOp;
import dev.unroll.autograd.op.elementwise.SubtractOp;

/// Connections around a layer, written from other operations.
///
///     residual  y = x + f(x)
///     highway   y = g ⊙ f(x) + (1 − g) ⊙ x = x + g ⊙ (f(x) − x),   g = σ(W x + b)
///
/// Sources: He et al., *Deep residual learning*, 2016; Srivastava, Greff and Schmidhuber, *Highway
/// networks*, 2015.
public final class HighwayOp {
  private HighwayOp() {}

  /// `x + layer`, where `layer` is what the layer made of `x`.
  public static Variable residual(Variable x, Variable layer) {
    return AddOp.apply(x, layer);
  }

  /// `x + gate ⊙ (layer − x)` with the gate `σ(x·weightᵀ + bias)`.
  public static Variable apply(Variable x, Variable layer, Variable weight, Variable bias) {
    Variable gate = SigmoidOp.apply(LinearOp.apply(x, weight, bias));
    return AddOp.apply(x, MultiplyOp.apply(gate, SubtractOp.apply(layer, x)));
  }
}
