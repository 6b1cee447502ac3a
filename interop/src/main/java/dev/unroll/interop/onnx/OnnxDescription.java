package dev.unroll.interop.onnx;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.run.Program;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says of a model what it is, and which of its nodes runs on what.
final class OnnxDescription {
  private final StringBuilder text = new StringBuilder();

  private OnnxDescription() {}

  static String of(OnnxModel model) {
    OnnxDescription description = new OnnxDescription();
    description.add(model);
    return description.text.toString();
  }

  private void line(String what, Object value) {
    text.append("%-10s %s%n".formatted(what, value));
  }

  private void add(OnnxModel model) {
    Model content = model.model();
    line("format", "ONNX, IR %d, opset %d".formatted(content.irVersion(), content.opset()));
    if (!content.producer().isEmpty()) {
      line("producer", content.producer());
    }
    model.inputs().forEach(input -> line("input", input));
    model.outputs().forEach(output -> line("output", output));
    Map<String, Integer> operators = new TreeMap<>();
    for (Node node : content.graph().nodes()) {
      operators.merge(node.operator(), 1, Integer::sum);
    }
    line("nodes", content.graph().nodes().size() + ": " + counts(operators));
    try {
      Program program = model.session().program();
      Map<String, Integer> steps = new TreeMap<>();
      count(program, steps);
      int count = steps.values().stream().mapToInt(Integer::intValue).sum();
      line("runs as", "%d: %s".formatted(count, counts(steps)));
      paths(program);
    } catch (MalformedFileException e) {
      line("cannot run", e.getMessage());
    }
  }

  private static String counts(Map<String, Integer> operators) {
    return String.join(
        ", ", operators.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList());
  }

  private static void count(Program program, Map<String, Integer> steps) {
    for (Program.Step step : program.steps()) {
      steps.merge(step.node().operator(), 1, Integer::sum);
      step.operator().programs().forEach(inner -> count(inner, steps));
    }
  }

  private void paths(Program program) {
    for (Program.Step step : program.steps()) {
      if (step.operator().path() != null) {
        List<String> outputs = step.node().outputs();
        String name = step.node().name().isEmpty() ? String.join(" ", outputs) : step.node().name();
        line(
            step.node().operator(),
            MalformedFileException.quote(name) + ", " + step.operator().path());
      }
      step.operator().programs().forEach(this::paths);
    }
  }
}
