package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.linear;
import static dev.unroll.autograd.op.Ops.slice;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.BuiltInCell.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/// The gates of a cell over a sequence whose hidden states are known: then no step waits for another, and all
/// are computed from the cell's equations at once. Only the cell state is carried from step to step.
///
/// @param biasIh null where there is none
/// @param biasHh null where there is none
/// @param peepholes null where there are none
record GateValues(
    Kind kind,
    Variable weightIh,
    Variable weightHh,
    Variable biasIh,
    Variable biasHh,
    Parameter[] peepholes) {
  /// The gates, each `[T,N,H]`; nothing for a cell that has none.
  ///
  /// @param x `[T,N,C]`
  /// @param h0 `[N,P]`, null for zeros
  /// @param c0 `[N,H]`, null for zeros
  /// @param y `[T,N,P]`
  Map<String, Tensor> of(Variable x, Variable h0, Variable c0, Variable y) {
    if (kind == Kind.RNN || kind == Kind.RNN_RELU || kind == Kind.JORDAN) {
      return Map.of();
    }
    Tape tape = x.tape();
    Tensor before = before(h0, y.value());
    // W x[t] + b and R h[t-1] + b' of all steps
    Tensor a = linear(x, weightIh, biasIh).value();
    Variable h = tape.constant(before);
    Tensor q = linear(h, weightHh, biasHh).value();
    int hidden = weightIh.shape().dimension(0) / kind.gates();
    Shape shape = Shape.of(x.shape().dimension(0), x.shape().dimension(1), hidden);
    return switch (kind) {
      case GRU -> gru(tape, a, q, before, shape);
      case RESET_AFTER_GRU -> resetAfterGru(a, q, shape);
      case SIMPLIFIED_GRU -> simplifiedGru(a, q, shape);
      default -> lstm(a, q, c0, shape);
    };
  }

  /// `h[t-1]` of each step.
  private static Tensor before(Variable h0, Tensor y) {
    Tensor before = Tensor.zeros(y.shape());
    int steps = y.shape().dimension(0);
    if (steps > 0 && h0 != null) {
      before.at(0).copyFrom(h0.value());
    }
    if (steps > 1) {
      before.slice(1, steps).copyFrom(y.slice(0, steps - 1));
    }
    return before;
  }

  /// Makes gate `block` of pre-activations that are there.
  private static Tensor gate(Shape shape, int gates, int block, PreActivation of, boolean sigmoid) {
    Tensor gate = Tensor.zeros(shape);
    int hidden = shape.dimension(2);
    for (int i = 0; i < gate.elements(); i++) {
      int at = i / hidden * gates * hidden + block * hidden + i % hidden;
      float pre = of.at(at, i);
      gate.data()[i] = sigmoid ? sigmoid(pre) : (float) Math.tanh(pre);
    }
    return gate;
  }

  private interface PreActivation {
    /// @param at where the gate's block has it, `[T,N,G·H]`
    /// @param i where it is in `[T,N,H]`
    float at(int at, int i);
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private static float of(Tensor tensor, int i) {
    return tensor.data()[tensor.offset() + i];
  }

  private Map<String, Tensor> gru(Tape tape, Tensor a, Tensor q, Tensor before, Shape shape) {
    int hidden = shape.dimension(2);
    PreActivation sum = (at, _) -> of(a, at) + of(q, at);
    Tensor r = gate(shape, 3, 0, sum, true);
    Tensor u = gate(shape, 3, 1, sum, true);
    Tensor reset = Tensor.zeros(shape);
    for (int i = 0; i < reset.elements(); i++) {
      reset.data()[i] = of(r, i) * of(before, i);
    }
    Variable weight = slice(weightHh, 0, 2 * hidden, 3 * hidden);
    Variable bias = biasHh == null ? null : slice(biasHh, 0, 2 * hidden, 3 * hidden);
    Tensor s = linear(tape.constant(reset), weight, bias).value();
    Tensor n = gate(shape, 3, 2, (at, i) -> of(a, at) + of(s, i), false);
    return ordered("r", r, "u", u, "n", n);
  }

  private static Map<String, Tensor> resetAfterGru(Tensor a, Tensor q, Shape shape) {
    PreActivation sum = (at, _) -> of(a, at) + of(q, at);
    Tensor r = gate(shape, 3, 0, sum, true);
    Tensor z = gate(shape, 3, 1, sum, true);
    Tensor n = gate(shape, 3, 2, (at, i) -> of(a, at) + of(r, i) * of(q, at), false);
    return ordered("r", r, "z", z, "n", n);
  }

  private static Map<String, Tensor> simplifiedGru(Tensor a, Tensor q, Shape shape) {
    PreActivation sum = (at, _) -> of(a, at) + of(q, at);
    return ordered("u", gate(shape, 2, 0, sum, true), "n", gate(shape, 2, 1, sum, false));
  }

  private Map<String, Tensor> lstm(Tensor a, Tensor q, Variable c0, Shape shape) {
    Tensor i = Tensor.zeros(shape);
    Tensor f = Tensor.zeros(shape);
    Tensor g = Tensor.zeros(shape);
    Tensor o = Tensor.zeros(shape);
    Tensor c = Tensor.zeros(shape);
    int hidden = shape.dimension(2);
    int row = shape.dimension(1) * hidden; // numbers of a step
    for (int k = 0; k < c.elements(); k++) {
      int at = k / hidden * 4 * hidden + k % hidden;
      float last = k >= row ? of(c, k - row) : c0 == null ? 0 : of(c0.value(), k);
      float pi = of(a, at) + of(q, at) + peephole(0, k % hidden) * last;
      float pf = of(a, at + hidden) + of(q, at + hidden) + peephole(1, k % hidden) * last;
      float pg = of(a, at + 2 * hidden) + of(q, at + 2 * hidden);
      i.data()[k] = sigmoid(pi);
      f.data()[k] = sigmoid(pf);
      g.data()[k] = kind == Kind.LSTM_RELU ? Math.max(0, pg) : (float) Math.tanh(pg);
      c.data()[k] = f.data()[k] * last + i.data()[k] * g.data()[k];
      float po = of(a, at + 3 * hidden) + of(q, at + 3 * hidden);
      o.data()[k] = sigmoid(po + peephole(2, k % hidden) * c.data()[k]);
    }
    Map<String, Tensor> gates = ordered("i", i, "f", f, "g", g);
    gates.put("o", o);
    gates.put("c", c);
    return gates;
  }

  private float peephole(int gate, int unit) {
    return peepholes == null ? 0 : of(peepholes[gate].value(), unit);
  }

  /// Two or three gates by name.
  private static Map<String, Tensor> ordered(Object... namesAndGates) {
    Map<String, Tensor> gates = new LinkedHashMap<>();
    for (int i = 0; i < namesAndGates.length; i += 2) {
      gates.put((String) namesAndGates[i], (Tensor) namesAndGates[i + 1]);
    }
    return gates;
  }
}
