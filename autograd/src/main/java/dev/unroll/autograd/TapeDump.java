package dev.unroll.autograd;

import java.util.IdentityHashMap;
import java.util.Map;

/// A tape's record as text for people and as a graph for Graphviz.
final class TapeDump {
  private final Tape tape;
  private final Map<Variable, String> labels = new IdentityHashMap<>();
  private int unnamed;

  private TapeDump(Tape tape) {
    this.tape = tape;
  }

  /// One line for each recorded operation, in the order in which they ran:
  ///
  ///     0  linear(x [2, 3], weight [4, 3], bias [4]) -> %0 [2, 4]
  static String text(Tape tape) {
    return new TapeDump(tape).text();
  }

  /// A digraph with a box for each operation, an ellipse for each variable that no operation made, and
  /// edges labelled with shapes.
  static String graphviz(Tape tape) {
    return new TapeDump(tape).graph();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < tape.nodeCount(); i++) {
      Node node = tape.node(i);
      text.append(i).append("  ").append(node.operation().name()).append('(');
      String comma = "";
      for (int k = 0; k < node.inputs(); k++) {
        text.append(comma);
        comma = ", ";
        if (node.input(k) == null) {
          text.append('-');
        } else {
          text.append(label(node.input(k))).append(' ').append(node.input(k).shape());
        }
      }
      text.append(") -> ");
      comma = "";
      for (int k = 0; k < node.outputs(); k++) {
        text.append(comma).append(label(node.output(k))).append(' ');
        text.append(node.output(k).shape());
        comma = ", ";
      }
      text.append('\n');
    }
    return text.toString();
  }

  private String graph() {
    StringBuilder dot = new StringBuilder("digraph tape {\n  rankdir=LR;\n");
    Map<Variable, String> sources = new IdentityHashMap<>();
    for (int i = 0; i < tape.nodeCount(); i++) {
      Node node = tape.node(i);
      String box = "op" + i;
      line(dot, "%s [shape=box, label=\"%s\"];", box, escape(node.operation().name()));
      for (int k = 0; k < node.inputs(); k++) {
        Variable input = node.input(k);
        if (input == null) {
          continue;
        }
        if (!sources.containsKey(input)) {
          String ellipse = "in" + sources.size();
          sources.put(input, ellipse);
          String style = input.requiresGradient() ? "" : ", style=dashed";
          line(dot, "%s [shape=ellipse, label=\"%s\"%s];", ellipse, escape(label(input)), style);
        }
        line(dot, "%s -> %s [label=\"%s\"];", sources.get(input), box, input.shape());
      }
      for (int k = 0; k < node.outputs(); k++) {
        sources.put(node.output(k), box);
        String name = node.output(k).name();
        if (name != null) {
          String result = box + "_" + k;
          line(dot, "%s [shape=plaintext, label=\"%s\"];", result, escape(name));
          line(dot, "%s -> %s [label=\"%s\"];", box, result, node.output(k).shape());
        }
      }
    }
    return dot.append("}\n").toString();
  }

  private static void line(StringBuilder dot, String format, Object... arguments) {
    dot.append("  ").append(format.formatted(arguments)).append('\n');
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private String label(Variable variable) {
    return variable.name() != null
        ? variable.name()
        : labels.computeIfAbsent(variable, unused -> "%" + unnamed++);
  }
}
