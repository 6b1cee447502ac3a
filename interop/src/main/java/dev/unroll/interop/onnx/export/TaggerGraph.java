package dev.unroll.interop.onnx.export;

import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.interop.onnx.export.OnnxLayers.Recurrence;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.tagging.TagOutput;
import dev.unroll.models.tagging.Tagger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A tagger: what is known of each word side by side, layers in both directions, logits of the tags.
final class TaggerGraph {
  private TaggerGraph() {}

  static void write(OnnxGraph graph, Parameters parameters, Tagger model) {
    RecurrentOptions options = model.recurrent().options();
    int tags = model.vocabulary().tags().size();
    Wire words = graph.input("words", ElementType.INT64, "time", "batch");
    Wire lengths = graph.input("lengths", ElementType.INT32, "batch");
    List<Wire> parts = new ArrayList<>();
    parts.add(OnnxLayers.embedding(graph, parameters.in("words"), words));
    if (model.options().shapes() > 0) {
      Wire shapes = graph.input("shapes", ElementType.INT64, "time", "batch");
      parts.add(OnnxLayers.embedding(graph, parameters.in("shapes"), shapes));
    }
    if (model.options().characters() > 0) {
      parts.add(spelling(graph, parameters, model, words));
    }
    Recurrence result =
        OnnxLayers.recurrent(
            graph,
            parameters.in("recurrent"),
            options,
            OnnxLayers.join(graph, parts),
            false,
            lengths,
            null,
            null);
    Wire logits = OnnxLayers.linear(graph, parameters.in("output"), result.y());
    graph.output("logits", logits, ElementType.FLOAT, "time", "batch", tags);
    if (model.options().output() == TagOutput.CRF) {
      // for whoever looks for the best sequence: the graph does not
      Parameters crf = parameters.in("crf");
      score(graph, crf, "transitions", tags, tags);
      score(graph, crf, "start", tags);
      score(graph, crf, "end", tags);
    }
  }

  private static void score(OnnxGraph graph, Parameters crf, String name, Object... dimensions) {
    Wire score = graph.node("Identity", OnnxLayers.weights(graph, crf, name));
    graph.output(name, score, ElementType.FLOAT, dimensions);
  }

  /// What the layer over the characters of each word ends with: each word is a row of its own.
  private static Wire spelling(OnnxGraph graph, Parameters parameters, Tagger model, Wire words) {
    Wire characters = graph.input("characters", ElementType.INT64, "characters", "time", "batch");
    Wire lengths = graph.input("character_lengths", ElementType.INT32, "time", "batch");
    Wire rows = graph.node("Reshape", characters, graph.wholes(0, -1));
    Recurrence result =
        OnnxLayers.recurrent(
            graph,
            parameters.in("spelling"),
            model.spelling().options(),
            OnnxLayers.embedding(graph, parameters.in("characters"), rows),
            false,
            graph.node("Reshape", lengths, graph.wholes(-1)),
            null,
            null);
    Wire last = OnnxLayers.lastState(graph, model.spelling().options(), result);
    Wire shape =
        graph.node(
            "Concat", List.of(graph.node("Shape", words), graph.wholes(-1)), Map.of("axis", 0));
    return graph.node("Reshape", last, shape);
  }
}
