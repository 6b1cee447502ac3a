package dev.unroll.models.old;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import java.util.List;

/// A linear layer `y = W x + b`, with the parameters of `torch.nn.Linear`: `weight [out, in]`, `bias [out]`.
public final class Linear {
  private final Parameter weight;
  private final Parameter bias;

  /// A layer whose parameters' names begin with `prefix`, as in `decoder.`.
  public Linear(String prefix, int inputs, int outputs, Initializer initializer) {
    Checks.positive("inputs", inputs);
    Checks.positive("outputs", outputs);
    weight = parameter(prefix + "weight", Shape.of(outputs, inputs), inputs, initializer);
    bias = parameter(prefix + "bias", Shape.of(outputs), inputs, initializer);
  }

  private static Parameter parameter(String name, Shape shape, int fan, Initializer initializer) {
    return new Parameter(name, initializer.tensor(name, shape, fan));
  }

  /// `W [out, in]`.
  public Parameter weight() {
    return weight;
  }

  /// `b [out]`.
  public Parameter bias() {
    return bias;
  }

  /// All parameters.
  public List<Parameter> parameters() {
    return List.of(weight, bias);
  }

  /// `y [.., out]` from `x [.., in]`: one product over all rows.
  public Variable forward(Tape tape, Variable x) {
    return Ops.linear(x, tape.parameter(weight), tape.parameter(bias));
  }
}
