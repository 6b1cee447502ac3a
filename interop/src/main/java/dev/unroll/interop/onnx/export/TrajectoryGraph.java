package dev.unroll.interop.onnx.export;

import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.trajectory.TrajectoryModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A trajectory model: an encoder over what was observed, and a decoder whose steps, a fixed number of them, read what
/// it said last.
final class TrajectoryGraph {
  private TrajectoryGraph() {}

  static void write(OnnxGraph graph, Parameters parameters, TrajectoryModel model) {
    RecurrentOptions options = model.encoder().options();
    int steps = model.options().observed();
    Wire observed = graph.input("observed", ElementType.FLOAT, steps, "batch", 2);
    // 1. displacements of what was observed
    Wire later = slice(graph, observed, 1, steps);
    Wire d = graph.node("Sub", later, slice(graph, observed, 0, steps - 1));
    // 2. the encoder reads them
    Recurrence state =
        OnnxLayers.recurrent(
            graph,
            parameters.in("encoder"),
            options,
            embedded(graph, parameters, model, d, later),
            false,
            null,
            null,
            null);
    // 3. the decoder reads what it said last
    Wire velocity = slice(graph, d, steps - 2, steps - 1);
    Wire last = velocity;
    Wire position = slice(graph, observed, steps - 1, steps);
    List<Wire> positions = new ArrayList<>();
    for (int t = 0; t < model.options().predicted(); t++) {
      state =
          OnnxLayers.recurrent(
              graph,
              parameters.in("decoder"),
              options,
              embedded(graph, parameters, model, last, position),
              false,
              null,
              state.h(),
              state.c().isEmpty() ? null : state.c());
      Wire correction = OnnxLayers.linear(graph, parameters.in("output"), state.y());
      last = model.options().residual() ? graph.node("Add", velocity, correction) : correction;
      position = graph.node("Add", position, last);
      positions.add(position);
    }
    graph.output(
        "predicted",
        graph.node("Concat", positions, Map.of("axis", 0)),
        ElementType.FLOAT,
        model.options().predicted(),
        "batch",
        2);
  }

  private static Wire slice(OnnxGraph graph, Wire x, int from, int to) {
    return graph.node("Slice", x, graph.wholes(from), graph.wholes(to), graph.wholes(0));
  }

  private static Wire embedded(
      OnnxGraph graph, Parameters parameters, TrajectoryModel model, Wire d, Wire p) {
    Wire x = model.options().positions() ? OnnxLayers.join(graph, List.of(d, p)) : d;
    return graph.node("Relu", OnnxLayers.linear(graph, parameters.in("embedding"), x));
  }
}
