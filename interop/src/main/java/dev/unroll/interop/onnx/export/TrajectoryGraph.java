package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
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
    Wire velocity =
        model.options().residual() && steps > 2
            ? steadyVelocity(graph, observed, steps)
            : slice(graph, d, steps - 2, steps - 1);
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

  /// That of [TrajectoryModel], `[1,N,2]`, for three positions or more: of the mean displacements over 1, 2, …
  /// steps the one that would have predicted the later half of the observed positions best.
  private static Wire steadyVelocity(OnnxGraph graph, Wire observed, int steps) {
    int first = Math.max(1, (steps - 1) / 2);
    int spans = steps - 1;
    int times = steps - 1 - first;
    // 1. for each span k and time t, the position min(k,t) steps before
    long[] rows = new long[spans * times];
    Tensor lengths = Tensor.zeros(Shape.of(spans, times, 1, 1));
    for (int k = 1; k <= spans; k++) {
      for (int i = 0; i < times; i++) {
        int back = Math.min(k, first + i);
        rows[(k - 1) * times + i] = first + i - back;
        lengths.set(back, k - 1, i, 0, 0);
      }
    }
    Wire before =
        graph.node(
            "Reshape",
            graph.node("Gather", observed, graph.wholes(rows)),
            graph.wholes(spans, times, -1, 2));
    // 2. by how much going on like that misses the next position
    Wire now = slice(graph, observed, first, steps - 1);
    Wire mean =
        graph.node("Div", graph.node("Sub", now, before), graph.weights("span_lengths", lengths));
    Wire missed =
        graph.node("Sub", graph.node("Add", now, mean), slice(graph, observed, first + 1, steps));
    Wire squares =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Mul", missed, missed), graph.wholes(-1)),
            Map.of("keepdims", 0));
    Wire errors =
        graph.node(
            "ReduceSum",
            List.of(graph.node("Sqrt", squares), graph.wholes(1)),
            Map.of("keepdims", 0));
    // 3. the velocity by the span that misses least
    Tensor wholes = Tensor.zeros(Shape.of(spans, 1, 1));
    long[] starts = new long[spans];
    for (int k = 1; k <= spans; k++) {
      wholes.set(k, k - 1, 0, 0);
      starts[k - 1] = steps - 1 - k;
    }
    Wire end = slice(graph, observed, steps - 1, steps);
    Wire velocities =
        graph.node(
            "Div",
            graph.node("Sub", end, graph.node("Gather", observed, graph.wholes(starts))),
            graph.weights("spans", wholes));
    Wire best =
        graph.node(
            "Unsqueeze",
            graph.node("ArgMin", List.of(errors), Map.of("axis", 0, "keepdims", 1)),
            graph.wholes(2));
    Wire forBoth = graph.node("Concat", List.of(best, best), Map.of("axis", 2));
    return graph.node("GatherElements", List.of(velocities, forBoth), Map.of("axis", 0));
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
