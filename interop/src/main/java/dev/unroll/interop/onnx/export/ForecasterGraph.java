package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.forecasting.Forecaster;
import dev.unroll.models.layer.RecurrentOptions;
import java.util.List;
import java.util.Map;

/// A forecaster with its standardization: numbers in the data's units go in and come out.
final class ForecasterGraph {
  private ForecasterGraph() {}

  static void write(OnnxGraph graph, Parameters parameters, Forecaster model) {
    RecurrentOptions options = model.recurrent().options();
    Standardization standard = model.standardization();
    List<String> features = model.options().features();
    String target = model.options().target();
    int horizons = model.options().horizons().size();
    Wire records = graph.input("records", ElementType.FLOAT, "time", "batch", features.size());
    // 1. standardized
    Wire means = graph.weights("means", column(standard, features, standard.means()));
    Wire deviations =
        graph.weights("deviations", column(standard, features, standard.deviations()));
    Wire x = graph.node("Div", graph.node("Sub", records, means), deviations);
    if (model.options().centered()) {
      Wire mean =
          graph.node("ReduceMean", List.of(x), Map.of("axes", new long[] {0}, "keepdims", 1));
      x = graph.node("Sub", x, mean);
    }
    // 2. the layers, and what the last state says
    Recurrence result =
        OnnxLayers.recurrent(
            graph, parameters.in("recurrent"), options, x, false, null, null, null);
    Wire y =
        OnnxLayers.linear(
            graph, parameters.in("output"), OnnxLayers.lastState(graph, options, result));
    // 3. in the target's unit, as a change if that is what is predicted
    Wire deviation =
        graph.weights("target_deviation", column(standard, List.of(target), standard.deviations()));
    if (model.options().share() != 1) {
      y = graph.node("Mul", y, graph.number(model.options().share()));
    }
    Wire scaled = graph.node("Mul", y, deviation);
    Wire base =
        model.options().residual()
            ? latest(graph, records, features.indexOf(target))
            : graph.weights("target_mean", column(standard, List.of(target), standard.means()));
    graph.output("forecast", graph.node("Add", scaled, base), ElementType.FLOAT, "batch", horizons);
  }

  /// The target in the latest record, `[N,1]`.
  private static Wire latest(OnnxGraph graph, Wire records, int feature) {
    if (feature < 0) {
      return graph.input("latest", ElementType.FLOAT, "batch", 1);
    }
    Wire last = graph.node("Gather", List.of(records, graph.whole(-1)), Map.of("axis", 0));
    return graph.node("Gather", List.of(last, graph.wholes(feature)), Map.of("axis", 1));
  }

  private static Tensor column(
      Standardization standard, List<String> names, List<Float> statistics) {
    Tensor row = Tensor.zeros(Shape.of(names.size()));
    for (int i = 0; i < names.size(); i++) {
      row.set(statistics.get(standard.columns().indexOf(names.get(i))), i);
    }
    return row;
  }
}
