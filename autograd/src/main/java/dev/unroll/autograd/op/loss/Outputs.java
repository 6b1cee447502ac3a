package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.function.DoubleFunction;

/// How losses are recorded: as a sum and as a mean, each an operation of its own of which backward runs the
/// one that a gradient reaches.
final class Outputs {
  private Outputs() {}

  /// @param sum of the losses of all that counts
  /// @param operation what is to be recorded for a loss of `sum / divisor`; the divisor of the mean of
  ///     nothing is ∞, so that no gradient flows
  static LossOutput of(
      Tape tape,
      double sum,
      double weight,
      DoubleFunction<Operation> operation,
      Variable... inputs) {
    double divisor = weight == 0 ? Double.POSITIVE_INFINITY : weight;
    return new LossOutput(
        tape.record(operation.apply(1), number(tape, sum), inputs),
        tape.record(operation.apply(divisor), number(tape, weight == 0 ? 0 : sum / weight), inputs),
        weight);
  }

  private static Tensor number(Tape tape, double value) {
    Tensor number = tape.take(Shape.SCALAR);
    number.fill((float) value);
    return number;
  }
}
