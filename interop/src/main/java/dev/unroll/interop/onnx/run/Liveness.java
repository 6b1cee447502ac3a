package dev.unroll.interop.onnx.run;

import dev.unroll.interop.onnx.format.Attribute;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.ValueInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Which of a graph's nodes its outputs need.
final class Liveness {
  private Liveness() {}

  /// The nodes that the graph's outputs need, in their order.
  static List<Node> needed(Graph graph) {
    Set<String> wanted = new HashSet<>();
    for (ValueInfo output : graph.outputs()) {
      wanted.add(output.name());
    }
    List<Node> needed = new ArrayList<>();
    for (int i = graph.nodes().size() - 1; i >= 0; i--) {
      Node node = graph.nodes().get(i);
      boolean live = false;
      for (String output : node.outputs()) {
        live |= !output.isEmpty() && wanted.contains(output);
      }
      if (live) {
        needed.add(node);
        addInputs(node, wanted);
      }
    }
    Collections.reverse(needed);
    return needed;
  }

  private static void addInputs(Node node, Set<String> wanted) {
    wanted.addAll(node.inputs());
    for (Attribute attribute : node.attributes().values()) {
      if (attribute instanceof Attribute.OfGraph(Graph graph)) {
        for (ValueInfo output : graph.outputs()) {
          wanted.add(output.name());
        }
        for (Node inner : graph.nodes()) {
          addInputs(inner, wanted);
        }
      }
    }
  }
}
