package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.highway;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.models.layer.Role.Use;

/// A way past a layer: with what the layer made of `x`,
///
///     y = x + g ⊙ (layer − x)        g = σ(W x + b)
///
/// Parameters: `weight [C, C]`, `bias [C]`, which initializers make −1, so that at first most of
/// `x` passes.
///
/// Source: Srivastava, Greff and Schmidhuber, *Highway networks*, 2015.
public final class Highway {
  private final Parameter weight;
  private final Parameter bias;

  public Highway(Scope scope, int features) {
    this(scope, "", "", features);
  }

  /// A layer whose parameters' names begin and end with something more.
  Highway(Scope scope, String prefix, String suffix, int features) {
    Checks.positive("features", features);
    Role gate = Role.of(Use.GATE_BIAS);
    Shape square = Shape.of(features, features);
    weight = scope.parameter(prefix + "weight" + suffix, square, Role.of(Use.INPUT), features);
    bias = scope.parameter(prefix + "bias" + suffix, Shape.of(features), gate, features);
  }

  /// `W`.
  public Parameter weight() {
    return weight;
  }

  /// `b`.
  public Parameter bias() {
    return bias;
  }

  /// What the gate is the logistic function of.
  Linear gate() {
    return new Linear(weight, bias);
  }

  /// `y [..,C]` from `x [..,C]` and `layer [..,C]`.
  public Variable forward(Pass pass, Variable x, Variable layer) {
    Tape tape = pass.tape();
    return highway(x, layer, tape.parameter(weight), tape.parameter(bias));
  }
}
