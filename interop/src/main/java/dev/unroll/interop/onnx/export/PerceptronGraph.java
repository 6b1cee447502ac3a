package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.models.classification.Perceptron;
import dev.unroll.models.data.Standardization;
import java.util.List;
import java.util.Map;

/// A perceptron with its standardization: rows in the data's units go in; logits and probabilities of the labels
/// come out, or the number in its own unit.
final class PerceptronGraph {
  private PerceptronGraph() {}

  static void write(OnnxGraph graph, Parameters parameters, Perceptron model) {
    Standardization standard = model.standardization();
    int features = model.features().size();
    Wire rows = graph.input("rows", ElementType.FLOAT, "batch", features);
    Wire means = graph.weights("means", tensor(standard.means().subList(0, features)));
    Wire deviations =
        graph.weights("deviations", tensor(standard.deviations().subList(0, features)));
    Wire h = graph.node("Div", graph.node("Sub", rows, means), deviations);
    String activation =
        switch (model.options().activation()) {
          case TANH -> "Tanh";
          case RELU -> "Relu";
        };
    for (int k = 0; k < model.options().hidden().size(); k++) {
      h = graph.node(activation, OnnxLayers.linear(graph, parameters.in("hidden" + k), h));
    }
    Wire y = OnnxLayers.linear(graph, parameters.in("output"), h);
    if (model.labels() == null) {
      Wire scaled = graph.node("Mul", y, graph.number(standard.deviations().getLast()));
      Wire number = graph.node("Add", scaled, graph.number(standard.means().getLast()));
      graph.output("number", number, ElementType.FLOAT, "batch", 1);
      return;
    }
    int labels = model.labels().size();
    if (labels == 2) {
      // the first label's logit is 0
      y = graph.node("Pad", y, graph.wholes(0, 1, 0, 0));
    }
    graph.output("logits", y, ElementType.FLOAT, "batch", labels);
    Wire probabilities = graph.node("Softmax", List.of(y), Map.of("axis", -1));
    graph.output("probabilities", probabilities, ElementType.FLOAT, "batch", labels);
  }

  private static Tensor tensor(List<Float> numbers) {
    Tensor tensor = Tensor.zeros(Shape.of(numbers.size()));
    for (int i = 0; i < numbers.size(); i++) {
      tensor.set(numbers.get(i), i);
    }
    return tensor;
  }
}
