package dev.unroll.interop.onnx.export;

import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.text.Special;
import java.util.List;
import java.util.Map;

/// A text classifier: layers over the tokens, one vector of what they give, logits.
final class ClassifierGraph {
  /// Less than any score, yet finite, as in the summarizer.
  private static final float NEVER = -1e30f;

  private ClassifierGraph() {}

  static void write(OnnxGraph graph, Parameters parameters, TextClassifier model) {
    RecurrentOptions options = model.recurrent().options();
    boolean embedded = model.options().embedding() > 0;
    int labels = model.labels().size();
    Wire tokens = graph.input("tokens", ElementType.INT64, "time", "batch");
    // texts that are padded in front are as long as their padding says
    Wire lengths =
        model.options().padInFront() ? null : graph.input("lengths", ElementType.INT32, "batch");
    Wire x = embedded ? OnnxLayers.embedding(graph, parameters.in("embedding"), tokens) : tokens;
    Recurrence result =
        OnnxLayers.recurrent(
            graph, parameters.in("recurrent"), options, x, !embedded, lengths, null, null);
    Wire vector =
        switch (model.options().summary()) {
          case LAST -> OnnxLayers.lastState(graph, options, result);
          case MEAN -> mean(graph, result.y(), lengths);
          case MAX ->
              graph.node(
                  "ReduceMax",
                  List.of(masked(graph, result.y(), lengths)),
                  Map.of("axes", new long[] {0}, "keepdims", 0));
          case ATTENTION -> attention(graph, parameters.in("summary"), result.y(), lengths);
        };
    Wire logits = OnnxLayers.linear(graph, parameters.in("output"), vector);
    if (model.options().wordScores()) {
      Wire scores = OnnxLayers.embedding(graph, parameters.in("scores"), tokens);
      Wire known =
          lengths != null
              ? OnnxLayers.mask(graph, scores, lengths)
              : notPadding(graph, tokens, model.vocabulary().id(Special.PAD));
      Wire sum =
          graph.node(
              "ReduceSum",
              List.of(graph.node("Mul", scores, known), graph.wholes(0)),
              Map.of("keepdims", 0));
      logits = graph.node("Add", logits, sum);
    }
    if (labels == 2) {
      // the first label's logit is 0
      logits = graph.node("Pad", logits, graph.wholes(0, 1, 0, 0));
    }
    graph.output("logits", logits, ElementType.FLOAT, "batch", labels);
    Wire probabilities = graph.node("Softmax", List.of(logits), Map.of("axis", -1));
    graph.output("probabilities", probabilities, ElementType.FLOAT, "batch", labels);
  }

  /// 1 where a token is none of the padding, else 0: `[T,N,1]`.
  private static Wire notPadding(OnnxGraph graph, Wire tokens, int pad) {
    Wire known = graph.node("Not", graph.node("Equal", tokens, graph.whole(pad)));
    Wire numbers = graph.node("Cast", List.of(known), Map.of("to", 1));
    return graph.node("Unsqueeze", numbers, graph.wholes(2));
  }

  private static Wire mean(OnnxGraph graph, Wire y, Wire lengths) {
    if (lengths == null) {
      return graph.node("ReduceMean", List.of(y), Map.of("axes", new long[] {0}, "keepdims", 0));
    }
    Wire sum = graph.node("ReduceSum", List.of(y, graph.wholes(0)), Map.of("keepdims", 0));
    Wire steps = graph.node("Cast", List.of(lengths), Map.of("to", 1));
    Wire count = graph.node("Max", steps, graph.number(1));
    return graph.node("Div", sum, graph.node("Unsqueeze", count, graph.wholes(1)));
  }

  /// `y [T,N,…]`, far below all else past each row's length; of a row without steps, the first stays.
  private static Wire masked(OnnxGraph graph, Wire y, Wire lengths) {
    if (lengths == null) {
      return y;
    }
    Wire wide = graph.node("Cast", List.of(lengths), Map.of("to", 7));
    Wire steps = graph.node("Max", wide, graph.whole(1));
    Wire outside = graph.node("Sub", graph.number(1), OnnxLayers.mask(graph, y, steps));
    return graph.node("Add", y, graph.node("Mul", outside, graph.number(NEVER)));
  }

  /// `Σ_t w[t] y[t]`, `w = softmax over t of v·tanh(W y[t] + b)`.
  private static Wire attention(OnnxGraph graph, Parameters parameters, Wire y, Wire lengths) {
    Wire hidden = graph.node("Tanh", OnnxLayers.linear(graph, parameters.in("attention"), y));
    Wire scores = OnnxLayers.linear(graph, parameters.in("score"), hidden);
    Wire weights =
        graph.node("Softmax", List.of(masked(graph, scores, lengths)), Map.of("axis", 0));
    graph.output(
        "attention",
        graph.node("Squeeze", weights, graph.wholes(2)),
        ElementType.FLOAT,
        "time",
        "batch");
    return graph.node(
        "ReduceSum",
        List.of(graph.node("Mul", y, weights), graph.wholes(0)),
        Map.of("keepdims", 0));
  }
}
