package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.layerNorm;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;

/// Layer normalization `y = (x − mean x)/√(var x + ε) ⊙ weight + bias` over the innermost axis, as
/// `torch.nn.LayerNorm`: `weight [C]`, `bias [C]`.
///
/// Source: Ba, Kiros and Hinton, *Layer normalization*, 2016.
public final class LayerNorm {
  /// ε where none is given: torch.nn's.
  public static final float EPSILON = 1e-5f;

  private final float epsilon;
  private final Parameter weight;
  private final Parameter bias;

  public LayerNorm(Scope scope, int features) {
    this(scope, features, EPSILON);
  }

  public LayerNorm(Scope scope, int features, float epsilon) {
    this(scope, "", "", features, epsilon);
  }

  /// A layer whose parameters' names begin and end with something more.
  LayerNorm(Scope scope, String prefix, String suffix, int features, float epsilon) {
    Checks.positive("features", features);
    this.epsilon = Checks.positive("epsilon", epsilon);
    Shape shape = Shape.of(features);
    weight = scope.parameter(prefix + "weight" + suffix, shape, Role.of(Role.Use.GAIN), features);
    bias = scope.parameter(prefix + "bias" + suffix, shape, Role.of(Role.Use.SHIFT), features);
  }

  public float epsilon() {
    return epsilon;
  }

  public Parameter weight() {
    return weight;
  }

  public Parameter bias() {
    return bias;
  }

  /// `y [..,C]` from `x [..,C]`.
  public Variable forward(Pass pass, Variable x) {
    Tape tape = pass.tape();
    return layerNorm(x, tape.parameter(weight), tape.parameter(bias), epsilon);
  }
}
