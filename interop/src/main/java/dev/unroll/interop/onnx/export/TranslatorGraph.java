package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.translation.Attending;
import dev.unroll.models.translation.Translator;
import java.util.List;
import java.util.Map;

/// An encoder and a decoder: what follows each token of a target, given a source.
final class TranslatorGraph {
  /// Less than any score, yet finite.
  private static final float NEVER = -1e30f;

  private final OnnxGraph graph;
  private final Parameters parameters;
  private final Translator model;
  private final Wire lengths;

  private TranslatorGraph(OnnxGraph graph, Parameters parameters, Translator model, Wire lengths) {
    this.graph = graph;
    this.parameters = parameters;
    this.model = model;
    this.lengths = lengths;
  }

  static void write(OnnxGraph graph, Parameters parameters, Translator model) {
    Wire source = graph.input("source", ElementType.INT64, "time", "batch");
    Wire lengths = graph.input("lengths", ElementType.INT32, "batch");
    Wire target = graph.input("target", ElementType.INT64, "steps", "batch");
    new TranslatorGraph(graph, parameters, model, lengths).write(source, target);
  }

  private void write(Wire source, Wire target) {
    boolean embedded = model.options().embedding() > 0;
    RecurrentOptions reading = model.encoder().options();
    RecurrentOptions writing = model.decoder().options();
    // 1. the encoder
    Wire read = model.options().reversed() ? reversed(source) : source;
    Recurrence encoded =
        OnnxLayers.recurrent(
            graph,
            parameters.in("encoder"),
            reading,
            embedded ? OnnxLayers.embedding(graph, parameters.in("source"), read) : read,
            !embedded,
            lengths,
            null,
            null);
    List<Wire> h = encoded.h();
    List<Wire> c = encoded.c();
    if (model.options().bidirectional()) {
      h = h.stream().map(this::joined).toList();
      c = c.stream().map(this::joined).toList();
    }
    // 2. the decoder, from there
    Wire x = target;
    if (embedded) {
      x = OnnxLayers.embedding(graph, parameters.in("target"), target);
      if (model.options().fed()) {
        x = OnnxLayers.join(graph, List.of(x, everywhere(h.getLast(), target)));
      }
    }
    Recurrence decoded =
        OnnxLayers.recurrent(
            graph,
            parameters.in("decoder"),
            writing,
            x,
            !embedded,
            null,
            h,
            c.isEmpty() ? null : c);
    Wire y = decoded.y();
    if (model.options().attention() != Attending.NONE) {
      Wire seen = OnnxLayers.join(graph, List.of(y, context(y, encoded.y())));
      y = graph.node("Tanh", OnnxLayers.linear(graph, parameters.in("combined"), seen));
    }
    Wire logits = OnnxLayers.linear(graph, parameters.in("output"), y);
    graph.output("logits", logits, ElementType.FLOAT, "steps", "batch", model.target().size());
  }

  /// Each row's tokens from its last to its first.
  private Wire reversed(Wire ids) {
    return graph.node(
        "ReverseSequence", List.of(ids, wide()), Map.of("batch_axis", 1, "time_axis", 0));
  }

  private Wire wide() {
    return graph.node("Cast", List.of(lengths), Map.of("to", 7));
  }

  /// The states of both directions, added: `[1,N,P]` of `[2,N,P]`.
  private Wire joined(Wire both) {
    return graph.node("ReduceSum", List.of(both, graph.wholes(0)), Map.of("keepdims", 1));
  }

  /// A state `[1,N,P]` beside each step of a target.
  private Wire everywhere(Wire last, Wire target) {
    Wire steps = graph.node("Shape", List.of(target), Map.of("start", 0, "end", 1));
    Wire shape = graph.node("Concat", List.of(steps, graph.wholes(1, 1)), Map.of("axis", 0));
    return graph.node("Expand", last, shape);
  }

  /// What queries `[S,N,Q]` see of keys `[T,N,H]`: `[S,N,H]`.
  private Wire context(Wire queries, Wire keys) {
    Wire q = byRow(queries);
    Wire k = byRow(keys);
    Parameters own = parameters.in("attention");
    Wire scores =
        switch (model.options().attention()) {
          case GENERAL ->
              products(graph.node("MatMul", q, OnnxLayers.weights(graph, own, "weight")), k);
          case ADDITIVE -> additive(own, q, k);
          default -> products(q, k);
        };
    Wire mask = graph.node("Transpose", List.of(mask(keys)), perm(1, 2, 0));
    Wire outside = graph.node("Sub", graph.number(1), mask);
    Wire masked = graph.node("Add", scores, graph.node("Mul", outside, graph.number(NEVER)));
    Wire weights = graph.node("Softmax", List.of(masked), Map.of("axis", -1));
    // a row without steps sees nothing
    Wire context = graph.node("MatMul", graph.node("Mul", weights, mask), k);
    return byRow(context);
  }

  private Wire mask(Wire keys) {
    return OnnxLayers.mask(graph, keys, lengths);
  }

  /// The first two axes exchanged.
  private Wire byRow(Wire x) {
    return graph.node("Transpose", List.of(x), perm(1, 0, 2));
  }

  private static Map<String, long[]> perm(long... axes) {
    return Map.of("perm", axes);
  }

  /// `q·k` of all pairs, `[N,S,T]`.
  private Wire products(Wire q, Wire k) {
    return graph.node("MatMul", q, graph.node("Transpose", List.of(k), perm(0, 2, 1)));
  }

  /// `v·tanh(Wq q + Wk k)` of all pairs, `[N,S,T]`.
  private Wire additive(Parameters own, Wire q, Wire k) {
    Wire query = OnnxLayers.linear(graph, own, "query_weight", "", q);
    Wire key = OnnxLayers.linear(graph, own, "key_weight", "", k);
    Wire sums =
        graph.node(
            "Add",
            graph.node("Unsqueeze", query, graph.wholes(2)),
            graph.node("Unsqueeze", key, graph.wholes(1)));
    Tensor score = own.get("score_weight");
    Wire column =
        graph.weights(own.name("score_column"), score.reshape(Shape.of(score.elements(), 1)));
    return graph.node(
        "Squeeze", graph.node("MatMul", graph.node("Tanh", sums), column), graph.wholes(3));
  }
}
