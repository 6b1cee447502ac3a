package dev.unroll.interop.onnx.export;

import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Cells that ONNX has no operator for, as a Scan over time of one step's graph:
///
///     projected LSTM    i, f, g, o of W x + R h + b    c' = f ⊙ c + i ⊙ g    h' = W_r (o ⊙ tanh c')
///     Jordan            y' = V tanh(W x + R y + b) + d
///
/// Past its length a row keeps its states, and gives 0.
final class ScannedCell {
  private final OnnxGraph graph;
  private final Parameters parameters;
  private final CellForm form;
  private final String suffix;
  private final Wire lengths;
  private final boolean reversed;

  ScannedCell(
      OnnxGraph graph,
      Parameters parameters,
      CellForm form,
      String suffix,
      Wire lengths,
      boolean reversed) {
    this.graph = graph;
    this.parameters = parameters;
    this.form = form;
    this.suffix = suffix;
    this.lengths = lengths;
    this.reversed = reversed;
  }

  private Tensor parameter(String name) {
    return parameters.get(form.name(name, suffix));
  }

  private boolean isJordan() {
    return !form.cell().hasCellState();
  }

  /// @param x `[T,N,C]`
  /// @param h the first states `[N,P]`; null for zeros
  /// @param c likewise `[N,H]`
  /// @return y `[T,N,P]` and the last states `[N,P]`, `[N,H]`
  Recurrence write(Wire x, Wire h, Wire c) {
    int hidden = parameter("weight_ih").shape().dimension(0) / form.blocks().length;
    int width = parameter("weight_hh").shape().dimension(1);
    // 1. the rows' steps in the order in which they run
    boolean turned = reversed && lengths != null;
    Wire read = turned ? turned(x) : x;
    List<Wire> inputs = new ArrayList<>();
    inputs.add(h != null ? h : zeros(x, width));
    if (!isJordan()) {
      inputs.add(c != null ? c : zeros(x, hidden));
    }
    int states = inputs.size();
    inputs.add(read);
    Map<String, Object> attributes = new HashMap<>();
    if (lengths != null) {
      inputs.add(steps(x));
    } else if (reversed) {
      attributes.put("scan_input_directions", new long[] {1});
      attributes.put("scan_output_directions", new long[] {1});
    }
    // 2. all of them
    attributes.put("num_scan_inputs", inputs.size() - states);
    attributes.put("body", body(states));
    List<Wire> outputs = graph.node("Scan", inputs, attributes, states + 1);
    Wire y = outputs.getLast();
    return new Recurrence(
        turned ? turned(y) : y,
        List.of(outputs.getFirst()),
        isJordan() ? List.of() : List.of(outputs.get(1)));
  }

  private Wire turned(Wire x) {
    Wire wide = graph.node("Cast", List.of(lengths), Map.of("to", 7));
    return graph.node("ReverseSequence", List.of(x, wide), Map.of("batch_axis", 1, "time_axis", 0));
  }

  /// 0 to T − 1.
  private Wire steps(Wire x) {
    Wire count =
        graph.node(
            "Squeeze",
            graph.node("Shape", List.of(x), Map.of("start", 0, "end", 1)),
            graph.wholes(0));
    return graph.node("Range", graph.whole(0), count, graph.whole(1));
  }

  private Wire zeros(Wire x, int width) {
    Wire batch = graph.node("Shape", List.of(x), Map.of("start", 1, "end", 2));
    Wire shape = graph.node("Concat", List.of(batch, graph.wholes(width)), Map.of("axis", 0));
    return graph.node("ConstantOfShape", shape);
  }

  /// One step: (states, x, step) to (states, y).
  private OnnxGraph body(int states) {
    OnnxGraph step = graph.inner(form.cell().label() + suffix);
    String prefix = parameters.name(form.name("step_", suffix)) + "_";
    Wire h = step.input(prefix + "h", ElementType.FLOAT, "batch", "width");
    Wire c = states == 1 ? null : step.input(prefix + "c", ElementType.FLOAT, "batch", "hidden");
    Wire x = step.input(prefix + "x", ElementType.FLOAT, "batch", "inputs");
    Wire t = lengths == null ? null : step.input(prefix + "t", ElementType.INT64);
    // 1. the gates
    Wire a =
        step.node(
            "Add",
            product(step, "weight_ih", "bias_ih", x),
            product(step, "weight_hh", "bias_hh", h));
    // 2. the next states
    Wire nextC = null;
    Wire nextH;
    if (isJordan()) {
      nextH = product(step, "weight_ho", "bias_ho", step.node("Tanh", a));
    } else {
      List<Wire> gates = step.node("Split", List.of(a), Map.of("axis", 1), 4);
      Wire kept = step.node("Mul", step.node("Sigmoid", gates.get(1)), c);
      Wire taken =
          step.node("Mul", step.node("Sigmoid", gates.get(0)), step.node("Tanh", gates.get(2)));
      nextC = step.node("Add", kept, taken);
      Wire m = step.node("Mul", step.node("Sigmoid", gates.get(3)), step.node("Tanh", nextC));
      nextH = product(step, "weight_hr", "", m);
    }
    // 3. of the rows that have not ended
    Wire y = nextH;
    if (t != null) {
      Wire wide = step.node("Cast", List.of(lengths), Map.of("to", 7));
      Wire running = step.node("Unsqueeze", step.node("Less", t, wide), step.wholes(1));
      y = step.node("Where", running, nextH, step.number(0));
      nextH = step.node("Where", running, nextH, h);
      nextC = nextC == null ? null : step.node("Where", running, nextC, c);
    }
    step.output(prefix + "next_h", nextH, ElementType.FLOAT, "batch", "width");
    if (nextC != null) {
      step.output(prefix + "next_c", nextC, ElementType.FLOAT, "batch", "hidden");
    }
    step.output(prefix + "y", y, ElementType.FLOAT, "batch", "width");
    return step;
  }

  /// `W v + b`, without the bias if there is none.
  private Wire product(OnnxGraph step, String weight, String bias, Wire v) {
    return OnnxLayers.linear(
        step, parameters, form.name(weight, suffix), form.name(bias, suffix), v);
  }
}
