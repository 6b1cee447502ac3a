package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;

/// Requires the gradients that a recurrent layer's backward pass adds to, to share no memory with what it
/// reads or with one another.
final class GradientMemory {
  private GradientMemory() {}

  static void check(RecurrentSequence sequence, RecurrentGradients gradients) {
    check("dx", gradients.dx(), sequence, gradients, 0);
    check("dh0", gradients.dh0(), sequence, gradients, 1);
    check("dc0", gradients.dc0(), sequence, gradients, 2);
    RecurrentWeights dWeights = gradients.dWeights();
    for (int i = 0; dWeights != null && i < dWeights.count(); i++) {
      check(dWeights.name(i), dWeights.tensor(i), sequence, gradients, 3 + i);
    }
  }

  /// @param number the gradient's place among all that are written: it is held against those after it
  private static void check(
      String name,
      Tensor gradient,
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      int number) {
    if (gradient == null) {
      return;
    }
    // 1. what is read
    apart(name, gradient, "dy", gradients.dy());
    apart(name, gradient, "dhn", gradients.dhn());
    apart(name, gradient, "dcn", gradients.dcn());
    apart(name, gradient, "h", sequence.h());
    apart(name, gradient, "c", sequence.c());
    apart(name, gradient, "saved", sequence.saved());
    if (sequence.input() instanceof SequenceInput.Features features) {
      apart(name, gradient, "x", features.x());
    }
    RecurrentWeights weights = sequence.weights();
    for (int i = 0; i < weights.count(); i++) {
      apart(name, gradient, weights.name(i), weights.tensor(i));
    }
    // 2. what is written
    if (number < 1) {
      apart(name, gradient, "dh0", gradients.dh0());
    }
    if (number < 2) {
      apart(name, gradient, "dc0", gradients.dc0());
    }
    RecurrentWeights dWeights = gradients.dWeights();
    for (int i = Math.max(0, number - 2); dWeights != null && i < dWeights.count(); i++) {
      apart(name, gradient, dWeights.name(i), dWeights.tensor(i));
    }
  }

  private static void apart(String name, Tensor gradient, String otherName, Tensor other) {
    if (other != null && gradient.overlaps(other)) {
      Checks.distinct("the gradient " + name, gradient, otherName, other);
    }
  }
}
