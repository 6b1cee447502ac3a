package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.linear;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.models.layer.Role.Use;

/// A linear layer `y = W x + b`, as `torch.nn.Linear`: `weight [out, in]`, `bias [out]`.
public final class Linear {
  private final Parameter weight;

  /// Null where the layer has none.
  private final Parameter bias;

  private final PackedLinear packed;

  Linear(Parameter weight, Parameter bias) {
    this.weight = weight;
    this.bias = bias;
    packed = new PackedLinear(weight);
  }

  public Linear(Scope scope, int inputs, int outputs) {
    this(weight(scope, inputs, outputs), bias(scope, inputs, outputs));
  }

  /// A layer that shares the weight `[out, in]` of another one, as the output layer does with the
  /// embedding in Press and Wolf, *Using the output embedding to improve language models*, 2017.
  /// Only the bias is new.
  public Linear(Scope scope, Parameter tied) {
    this(tied, bias(scope, tied.value().shape().dimension(1), tied.value().shape().dimension(0)));
  }

  /// A layer `y = W x`.
  public static Linear withoutBias(Scope scope, int inputs, int outputs) {
    return new Linear(weight(scope, inputs, outputs), null);
  }

  private static Parameter weight(Scope scope, int inputs, int outputs) {
    Checks.positive("inputs", inputs);
    Checks.positive("outputs", outputs);
    return scope.parameter("weight", Shape.of(outputs, inputs), Role.of(Use.INPUT), inputs);
  }

  private static Parameter bias(Scope scope, int inputs, int outputs) {
    return scope.parameter("bias", Shape.of(outputs), Role.of(Use.BIAS), inputs);
  }

  public int inputs() {
    return weight.value().shape().dimension(1);
  }

  public int outputs() {
    return weight.value().shape().dimension(0);
  }

  /// `W [out, in]`.
  public Parameter weight() {
    return weight;
  }

  /// `b [out]`; null where the layer has none.
  public Parameter bias() {
    return bias;
  }

  /// `y [..,out]` from `x [..,in]`: one product over all rows.
  public Variable forward(Pass pass, Variable x) {
    Tape tape = pass.tape();
    return linear(x, tape.parameter(weight), bias == null ? null : tape.parameter(bias));
  }

  /// The layer outside a tape, on rows `x [N,in]` whose numbers the caller changes in between.
  public LinearStream stream(KernelSet kernels, Tensor x) {
    return new LinearStream(this, packed, kernels, x);
  }
}
