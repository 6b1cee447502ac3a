package dev.unroll.autograd.op;

import dev.unroll.autograd.GradientCheck;
import dev.unroll.core.Tensor;
import java.util.function.Function;

/// How an operation is tested: a way to draw instances, each with the operation to run and an oracle.
///
/// @param name what failures and the report call it
/// @param operation the class that it tests
/// @param draw makes an instance
public record OperationCase(String name, Class<?> operation, Function<Draw, Instance> draw) {

  /// The operation's equation in double, sharing no code with the library: from the inputs' elements to
  /// the outputs'.
  @FunctionalInterface
  public interface Oracle {
    double[][] apply(double[][] inputs);
  }

  /// One drawn use of an operation.
  ///
  /// @param depth the longest chain of roundings between an input and an output, for tolerances
  public record Instance(int depth, GradientCheck.Function run, Oracle oracle, Tensor... inputs) {}

  @Override
  public String toString() {
    return name;
  }
}
