package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;

/// Requires what a recurrent layer's forward pass writes to share no memory with what it reads.
final class SequenceMemory {
  private SequenceMemory() {}

  static void check(RecurrentSequence sequence) {
    written("h", sequence.h(), sequence);
    written("c", sequence.c(), sequence);
    written("saved", sequence.saved(), sequence);
    if (sequence.c() != null && sequence.saved() != null) {
      Checks.distinct("c", sequence.c(), "saved", sequence.saved());
    }
  }

  private static void written(String name, Tensor tensor, RecurrentSequence sequence) {
    if (tensor == null) {
      return;
    }
    if (sequence.input() instanceof SequenceInput.Features features) {
      Checks.distinct("x", features.x(), name, tensor);
    }
    RecurrentWeights weights = sequence.weights();
    for (int i = 0; i < weights.count(); i++) {
      if (weights.tensor(i) != null) {
        Checks.distinct(weights.name(i), weights.tensor(i), name, tensor);
      }
    }
  }
}
