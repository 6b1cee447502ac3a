package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.scale;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.subtract;
import static dev.unroll.autograd.op.Ops.sum;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A network of one unit unrolled in time, whose weights all steps share:
///
///     h[t] = tanh(w x[t] + r h[t-1]),   o[t] = v h[t],   L = Σ_t ½ (o[t] − y[t])²
///
/// The gradient of a shared weight is the sum of what each step adds to it.
public final class Unrolling {
  private static final float[] X = {0.5f, -1, 0.8f, 0.3f, -0.6f, 0.9f, -0.2f, 0.7f};
  private static final float[] Y = {0, 0.4f, -0.3f, 0.6f, 0.1f, -0.5f, 0.2f, 0.5f};

  /// Steps that can be unrolled.
  public static final int MOST = X.length;

  private static final float W = 0.9f;
  private static final float R = -0.7f;
  private static final float V = 1.2f;

  private Unrolling() {}

  /// A step.
  ///
  /// @param dh ∂L/∂h[t], of this step's loss and of all later ones
  /// @param dw what the step adds to ∂L/∂w, and so on
  public record Step(
      double x,
      double h,
      double o,
      double y,
      double loss,
      double dh,
      double dw,
      double dr,
      double dv) {}

  /// All steps, and the gradients of the shared weights.
  public record Told(List<Step> steps, double loss, double dw, double dr, double dv) {}

  /// Forward and backward through some steps.
  ///
  /// @param count 1 to [#MOST]
  public static Told of(int count) {
    // 1. with shared weights
    Parameter w = parameter("w", W);
    Parameter r = parameter("r", R);
    Parameter v = parameter("v", V);
    Tape tape = new Tape();
    Unrolled shared = new Unrolled(tape);
    for (int t = 0; t < count; t++) {
      shared.step(t, tape.parameter(w), tape.parameter(r), tape.parameter(v));
    }
    tape.backward(shared.loss());

    // 2. with weights of its own in each step, to see what it adds
    Tape apart = new Tape();
    Unrolled own = new Unrolled(apart);
    for (int t = 0; t < count; t++) {
      own.step(t, apart.leaf(number(W)), apart.leaf(number(R)), apart.leaf(number(V)));
    }
    apart.backward(own.loss());

    List<Step> steps = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      Variable[] weights = own.weights.get(t);
      steps.add(
          new Step(
              X[t],
              item(shared.h.get(t).value()),
              item(shared.o.get(t).value()),
              Y[t],
              item(shared.losses.get(t).value()),
              item(shared.h.get(t).gradient()),
              item(weights[0].gradient()),
              item(weights[1].gradient()),
              item(weights[2].gradient())));
    }
    double loss = steps.stream().mapToDouble(Step::loss).sum();
    return new Told(steps, loss, item(w.gradient()), item(r.gradient()), item(v.gradient()));
  }

  private static Parameter parameter(String name, float value) {
    return new Parameter(name, number(value));
  }

  private static Tensor number(float value) {
    return Tensor.wrap(new float[] {value}, 0, Shape.of(1));
  }

  private static double item(Tensor tensor) {
    return tensor == null ? 0 : tensor.item();
  }

  /// The graph as it grows.
  private static final class Unrolled {
    private final Tape tape;
    private final List<Variable> h = new ArrayList<>();
    private final List<Variable> o = new ArrayList<>();
    private final List<Variable> losses = new ArrayList<>();
    private final List<Variable[]> weights = new ArrayList<>();
    private Variable state;

    Unrolled(Tape tape) {
      this.tape = tape;
      state = tape.constant(number(0));
    }

    void step(int t, Variable w, Variable r, Variable v) {
      state = tanh(add(multiply(w, tape.constant(number(X[t]))), multiply(r, state))).keep();
      Variable output = multiply(v, state).keep();
      Variable error = subtract(output, tape.constant(number(Y[t])));
      h.add(state);
      o.add(output);
      losses.add(scale(sum(square(error)), 0.5f).keep());
      weights.add(new Variable[] {w, r, v});
    }

    Variable loss() {
      Variable loss = losses.getFirst();
      for (Variable next : losses.subList(1, losses.size())) {
        loss = add(loss, next);
      }
      return loss;
    }
  }
}
