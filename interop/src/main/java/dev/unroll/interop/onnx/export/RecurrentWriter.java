package dev.unroll.interop.onnx.export;

import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.LayerNorm;
import dev.unroll.models.layer.Merge;
import dev.unroll.models.layer.RecurrentOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes the layers of a `Recurrent`: for each an operator for its directions, then what stands between it and the
/// next.
final class RecurrentWriter {
  private final OnnxGraph graph;
  private final Parameters parameters;
  private final RecurrentOptions options;
  private final Wire lengths;
  private final CellForm form;
  private final List<Wire> lastH = new ArrayList<>();
  private final List<Wire> lastC = new ArrayList<>();

  /// 1 at the steps of a row, 0 past its length; made when it is first needed.
  private Wire mask;

  RecurrentWriter(OnnxGraph graph, Parameters parameters, RecurrentOptions options, Wire lengths) {
    this.graph = graph;
    this.parameters = parameters;
    this.options = options;
    this.lengths = lengths;
    form = CellForm.of(options.cell());
  }

  Recurrence write(Wire input, boolean tokens, List<Wire> h, List<Wire> c) {
    Wire x = tokens ? oneHot(input) : input;
    Wire y = null;
    for (int k = 0; k < options.layers(); k++) {
      Wire below = k == 0 ? x : y;
      Wire layer = layer(k, below, h == null ? null : h.get(k), c == null ? null : c.get(k));
      y = k == 0 ? layer : wired(k, y, layer);
    }
    return new Recurrence(y, lastH, lastC);
  }

  private Wire oneHot(Wire ids) {
    Wire values = graph.node("Concat", List.of(row(0), row(1)), Map.of("axis", 0));
    return graph.node(
        "OneHot", List.of(ids, graph.wholes(options.inputs()), values), Map.of("axis", -1));
  }

  private Wire row(float number) {
    return graph.node("Unsqueeze", graph.number(number), graph.wholes(0));
  }

  /// What the parameters' names of a layer's directions end with.
  private List<String> suffixes(int k) {
    String forward = "_l" + k;
    return switch (options.directions()) {
      case FORWARD -> List.of(forward);
      case REVERSE -> List.of(forward + "_reverse");
      case BOTH -> List.of(forward, forward + "_reverse");
    };
  }

  private Wire layer(int k, Wire x, Wire h, Wire c) {
    int hidden = options.widths().get(k);
    List<String> suffixes = suffixes(k);
    Wire firstH = h != null ? h : learned("initial_h", suffixes, x);
    Wire firstC = c != null ? c : learned("initial_c", suffixes, x);
    Wire all =
        form.operator() == null
            ? scanned(suffixes, x, firstH, firstC)
            : operator(k, suffixes, hidden, x, firstH, firstC);
    // [T,D,N,P] to [T,N,…]
    Wire y;
    if (suffixes.size() == 1) {
      y = graph.node("Squeeze", all, graph.wholes(1));
    } else if (options.merge() == Merge.ADD) {
      y = graph.node("ReduceSum", List.of(all, graph.wholes(1)), Map.of("keepdims", 0));
    } else {
      Wire together =
          graph.node("Transpose", List.of(all), Map.of("perm", new long[] {0, 2, 1, 3}));
      y = graph.node("Reshape", together, graph.wholes(0, 0, -1));
    }
    if (!options.layerNorm()) {
      return y;
    }
    Wire normalized =
        OnnxLayers.layerNorm(graph, parameters, "norm_", "_l" + k, LayerNorm.EPSILON, y);
    return lengths == null ? normalized : graph.node("Mul", normalized, mask(x));
  }

  private Wire mask(Wire x) {
    if (mask == null) {
      mask = OnnxLayers.mask(graph, x, lengths);
    }
    return mask;
  }

  /// RNN, LSTM or GRU; appends the last states and returns Y `[T,D,N,H]`.
  private Wire operator(int k, List<String> suffixes, int hidden, Wire x, Wire h, Wire c) {
    String label = parameters.name(form.cell().label() + "_l" + k + "_");
    var peepholes = form.peepholes(parameters, suffixes, hidden);
    List<Wire> inputs = new ArrayList<>();
    inputs.add(x);
    inputs.add(graph.weights(label + "W", form.weights(parameters, "weight_ih", suffixes)));
    inputs.add(graph.weights(label + "R", form.weights(parameters, "weight_hh", suffixes)));
    inputs.add(
        form.hasBiases(parameters, suffixes.getFirst())
            ? graph.weights(label + "B", form.biases(parameters, suffixes, hidden))
            : Wire.NONE);
    inputs.add(lengths == null ? Wire.NONE : lengths);
    inputs.add(h == null ? Wire.NONE : h);
    if (form.operator().equals("LSTM")) {
      inputs.add(c == null ? Wire.NONE : c);
      inputs.add(peepholes == null ? Wire.NONE : graph.weights(label + "P", peepholes));
    }
    while (inputs.getLast().equals(Wire.NONE)) {
      inputs.removeLast();
    }
    Map<String, Object> attributes = new HashMap<>(form.attributes());
    attributes.put("hidden_size", hidden);
    attributes.put(
        "direction",
        switch (options.directions()) {
          case FORWARD -> "forward";
          case REVERSE -> "reverse";
          case BOTH -> "bidirectional";
        });
    if (suffixes.size() == 2 && attributes.get("activations") instanceof List<?> one) {
      List<Object> twice = new ArrayList<>(one);
      twice.addAll(one);
      attributes.put("activations", twice);
    }
    boolean cells = options.cell().hasCellState();
    List<Wire> outputs = graph.node(form.operator(), inputs, attributes, cells ? 3 : 2);
    lastH.add(outputs.get(1));
    if (cells) {
      lastC.add(outputs.get(2));
    }
    return outputs.getFirst();
  }

  /// A Scan for each direction; appends the last states and returns Y `[T,D,N,P]`.
  private Wire scanned(List<String> suffixes, Wire x, Wire h, Wire c) {
    List<Wire> y = new ArrayList<>();
    List<Wire> endH = new ArrayList<>();
    List<Wire> endC = new ArrayList<>();
    for (int d = 0; d < suffixes.size(); d++) {
      boolean reversed = options.directions() == Directions.REVERSE || d == 1;
      ScannedCell cell =
          new ScannedCell(graph, parameters, form, suffixes.get(d), lengths, reversed);
      Recurrence one = cell.write(x, direction(h, d), direction(c, d));
      y.add(graph.node("Unsqueeze", one.y(), graph.wholes(1)));
      one.h().forEach(last -> endH.add(graph.node("Unsqueeze", last, graph.wholes(0))));
      one.c().forEach(last -> endC.add(graph.node("Unsqueeze", last, graph.wholes(0))));
    }
    lastH.add(stacked(endH, 0));
    if (!endC.isEmpty()) {
      lastC.add(stacked(endC, 0));
    }
    return stacked(y, 1);
  }

  /// One direction's states `[N,P]` of `[D,N,P]`.
  private Wire direction(Wire states, int d) {
    return states == null ? null : graph.node("Gather", states, graph.whole(d));
  }

  private Wire stacked(List<Wire> parts, int axis) {
    return parts.size() == 1 ? parts.getFirst() : graph.node("Concat", parts, Map.of("axis", axis));
  }

  /// Learned initial states for each row, `[D,N,P]`; null where they are zeros.
  private Wire learned(String name, List<String> suffixes, Wire x) {
    if (!parameters.has(name + suffixes.getFirst())) {
      return null;
    }
    List<Wire> rows = new ArrayList<>();
    for (String suffix : suffixes) {
      Wire state = OnnxLayers.weights(graph, parameters, name + suffix);
      rows.add(graph.node("Unsqueeze", state, graph.wholes(0, 1)));
    }
    Wire batch = graph.node("Shape", List.of(x), Map.of("start", 1, "end", 2));
    Wire shape =
        graph.node(
            "Concat",
            List.of(graph.wholes(suffixes.size()), batch, graph.wholes(1)),
            Map.of("axis", 0));
    return graph.node("Expand", stacked(rows, 0), shape);
  }

  /// What layer k hands up, from `y` of the layers below it and what it made of that.
  private Wire wired(int k, Wire y, Wire layer) {
    return switch (options.wiring()) {
      case PLAIN -> layer;
      case RESIDUAL -> graph.node("Add", y, layer);
      case DENSE -> OnnxLayers.join(graph, List.of(y, layer));
      case HIGHWAY -> {
        String suffix = "_l" + k;
        Wire gate =
            graph.node(
                "Sigmoid",
                OnnxLayers.linear(
                    graph, parameters, "highway_weight" + suffix, "highway_bias" + suffix, y));
        yield graph.node("Add", y, graph.node("Mul", gate, graph.node("Sub", layer, y)));
      }
    };
  }
}
