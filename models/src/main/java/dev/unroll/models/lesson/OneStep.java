package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.linear;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.scale;
import static dev.unroll.autograd.op.Ops.sigmoid;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.subtract;
import static dev.unroll.autograd.op.Ops.sum;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One step of a cell with two units, equation by equation: every intermediate by its name, with its value and the
/// gradient of the loss with respect to it. A prime says that something is of the step before.
///
///     L = ½ ‖h − y‖²
public final class OneStep {
  /// Units, and inputs.
  public static final int SIZE = 2;

  /// A line of the lesson.
  ///
  /// @param name of what is computed
  /// @param equation of its value
  /// @param value its numbers
  /// @param backward the equation of the gradient; empty for what no gradient is asked of
  /// @param gradient ∂L/∂ of it
  public record Line(
      String name, String equation, double[] value, String backward, double[] gradient) {}

  private record Noted(String name, String equation, Variable value, String backward) {}

  private final Tape tape = new Tape();
  private final RandomStream random;
  private final List<Noted> notes = new ArrayList<>();
  private final Map<String, Tensor> inputs = new LinkedHashMap<>();

  private OneStep(long seed) {
    random = new RandomStream(seed);
  }

  /// What a step computes, in order, and what it was given.
  ///
  /// @param lines in the order of the forward pass
  /// @param inputs x, h', c', y and the parameters W_k, R_k, b_k of each gate k
  public record Told(List<Line> lines, Map<String, Tensor> inputs) {
    /// A line by its name.
    public Line line(String name) {
      return lines.stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
    }
  }

  private Variable input(String name, int... extents) {
    Tensor numbers = Tensor.zeros(Shape.of(extents));
    for (int i = 0; i < numbers.elements(); i++) { // few digits, so that one can follow by hand
      numbers.data()[i] = (random.nextInt(21) - 10) / 10f;
    }
    inputs.put(name, numbers);
    return tape.leaf(numbers).keep();
  }

  private Variable note(String name, String equation, Variable value, String backward) {
    notes.add(new Noted(name, equation, value.keep(), backward));
    return value;
  }

  /// a_k = W_k x + R_k h + b_k.
  private Variable preActivation(String k, Variable x, Variable h, String of, String backward) {
    Variable w = input("W_" + k, SIZE, SIZE);
    Variable r = input("R_" + k, SIZE, SIZE);
    Variable b = input("b_" + k, SIZE);
    return note(
        "a_" + k,
        "W_%s x + R_%s %s + b_%s".formatted(k, k, of, k),
        add(linear(x, w, b), linear(h, r, null)),
        backward);
  }

  private Told tell(Variable h) {
    Variable y = input("y", 1, SIZE);
    Variable loss = note("L", "½ ‖h − y‖²", scale(sum(square(subtract(h, y))), 0.5f), "1");
    List<double[]> values = notes.stream().map(each -> numbers(each.value.value())).toList();
    tape.backward(loss);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < notes.size(); i++) {
      Noted each = notes.get(i);
      lines.add(
          new Line(
              each.name,
              each.equation,
              values.get(i),
              each.backward,
              numbers(each.value.gradient())));
    }
    tape.reset();
    return new Told(List.copyOf(lines), inputs);
  }

  private static double[] numbers(Tensor tensor) {
    double[] numbers = new double[tensor.elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.data()[tensor.offset() + i];
    }
    return numbers;
  }

  private Variable state(String name, String backward) {
    Variable state = input(name, 1, SIZE);
    return note(name, "given", state, backward);
  }

  /// A step of an LSTM (Hochreiter and Schmidhuber 1997; forget gate, Gers et al. 2000).
  public static Told lstm(long seed) {
    OneStep step = new OneStep(seed);
    Variable x = step.state("x", "Σ_k W_kᵀ ∂a_k");
    Variable before = step.state("h'", "Σ_k R_kᵀ ∂a_k");
    Variable cell = step.state("c'", "∂c ⊙ f");
    Variable ai = step.preActivation("i", x, before, "h'", "∂i ⊙ i ⊙ (1 − i)");
    Variable af = step.preActivation("f", x, before, "h'", "∂f ⊙ f ⊙ (1 − f)");
    Variable ag = step.preActivation("g", x, before, "h'", "∂g ⊙ (1 − g²)");
    Variable ao = step.preActivation("o", x, before, "h'", "∂o ⊙ o ⊙ (1 − o)");
    Variable i = step.note("i", "σ(a_i)", sigmoid(ai), "∂c ⊙ g");
    Variable f = step.note("f", "σ(a_f)", sigmoid(af), "∂c ⊙ c'");
    Variable g = step.note("g", "tanh(a_g)", tanh(ag), "∂c ⊙ i");
    Variable o = step.note("o", "σ(a_o)", sigmoid(ao), "∂h ⊙ tanh(c)");
    Variable c =
        step.note(
            "c",
            "f ⊙ c' + i ⊙ g",
            add(multiply(f, cell), multiply(i, g)),
            "∂h ⊙ o ⊙ (1 − tanh²(c))");
    Variable h = step.note("h", "o ⊙ tanh(c)", multiply(o, tanh(c)), "h − y");
    return step.tell(h);
  }

  /// A step of the lectures' GRU (Cho et al. 2014), reset before the product.
  public static Told gru(long seed) {
    OneStep step = new OneStep(seed);
    Variable x = step.state("x", "Σ_k W_kᵀ ∂a_k");
    Variable before = step.state("h'", "∂h ⊙ (1 − u) + ∂s ⊙ r + R_rᵀ ∂a_r + R_uᵀ ∂a_u");
    Variable ar = step.preActivation("r", x, before, "h'", "∂r ⊙ r ⊙ (1 − r)");
    Variable au = step.preActivation("u", x, before, "h'", "∂u ⊙ u ⊙ (1 − u)");
    Variable r = step.note("r", "σ(a_r)", sigmoid(ar), "∂s ⊙ h'");
    Variable u = step.note("u", "σ(a_u)", sigmoid(au), "∂h ⊙ (n − h')");
    Variable s = step.note("s", "r ⊙ h'", multiply(r, before), "R_nᵀ ∂a_n");
    Variable an = step.preActivation("n", x, s, "s", "∂n ⊙ (1 − n²)");
    Variable n = step.note("n", "tanh(a_n)", tanh(an), "∂h ⊙ u");
    return step.tell(step.mixed(before, u, n));
  }

  /// A step of the GRU without a reset gate.
  public static Told simplifiedGru(long seed) {
    OneStep step = new OneStep(seed);
    Variable x = step.state("x", "Σ_k W_kᵀ ∂a_k");
    Variable before = step.state("h'", "∂h ⊙ (1 − u) + R_uᵀ ∂a_u + R_nᵀ ∂a_n");
    Variable au = step.preActivation("u", x, before, "h'", "∂u ⊙ u ⊙ (1 − u)");
    Variable an = step.preActivation("n", x, before, "h'", "∂n ⊙ (1 − n²)");
    Variable u = step.note("u", "σ(a_u)", sigmoid(au), "∂h ⊙ (n − h')");
    Variable n = step.note("n", "tanh(a_n)", tanh(an), "∂h ⊙ u");
    return step.tell(step.mixed(before, u, n));
  }

  private Variable mixed(Variable before, Variable u, Variable n) {
    return note(
        "h", "(1 − u) ⊙ h' + u ⊙ n", add(before, multiply(u, subtract(n, before))), "h − y");
  }
}
