package dev.unroll.interop.onnx.run;

import dev.unroll.interop.onnx.format.Node;
import java.util.List;

/// Operators in the order in which they run, with the values that go in and come out.
///
/// @param inputs null for those that nothing reads
/// @param captured values of the programs around this one that it reads
public record Program(
    List<Step> steps, List<Value> inputs, List<Value> outputs, List<Value> captured) {

  /// An operator and the node that it was made from.
  ///
  /// @param inputs null for absent ones
  /// @param outputs null for unwanted ones
  public record Step(Operator operator, Node node, Value[] inputs, Value[] outputs) {}

  /// Runs all operators.
  ///
  /// @throws IllegalArgumentException if values do not fit an operator; the message names its node
  public void run(Context context) {
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      try {
        step.operator().run(context);
      } catch (IllegalArgumentException e) {
        throw failure(step, e);
      }
    }
  }

  private static IllegalArgumentException failure(Step step, IllegalArgumentException e) {
    StringBuilder message = new StringBuilder(Site.describe(step.node())).append(": ");
    message.append(e.getMessage());
    if (e.getCause() == null) {
      message.append("; inputs:");
      for (Value input : step.inputs()) {
        message.append(' ').append(input == null ? "none" : input.type() + input.shapeText());
      }
    }
    return new IllegalArgumentException(message.toString(), e);
  }
}
