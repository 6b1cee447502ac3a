package dev.unroll.bench.operation;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import java.util.List;

/// An operation at a representative shape.
///
/// @param name what the benchmark's parameter and the table call it
/// @param operation the name of the class that it times
/// @param what the operation in a few words
/// @param shape the extents, for people
/// @param graph runs the operation
/// @param inputs seeded operands, all of which want gradients
public record OperationWork(
    String name, String operation, String what, String shape, Graph graph, List<Tensor> inputs) {

  /// Runs an operation on variables that stand for the inputs and returns what the gradient flows from.
  @FunctionalInterface
  public interface Graph {
    Variable apply(Tape tape, Variable[] inputs);
  }

  static OperationWork of(
      String name, String operation, String what, String shape, Graph graph, Tensor... inputs) {
    return new OperationWork(name, operation, what, shape, graph, List.of(inputs));
  }

  @Override
  public String toString() {
    return name;
  }
}
