package dev.unroll.models.language;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.TokenIds;

/// Runs a model over a text from its beginning to its end and sums the cross-entropy of all its tokens but the
/// first, each predicted from all that stand before it.
final class Scorer {
  private static final int STEPS = 64;

  private final LanguageModel model;
  private final Tape tape;

  Scorer(LanguageModel model, Workers workers) {
    this.model = model;
    tape = new Tape(Kernels.active(), new Workspace(), workers);
  }

  TextScore score(TokenIds ids) {
    int predicted = Math.max(0, ids.length() - 1);
    RecurrentState state = model.recurrent().newState(1);
    double nats = 0;
    for (int at = 0; at < predicted; at += STEPS) {
      int steps = Math.min(STEPS, predicted - at);
      int[] inputs = new int[steps];
      int[] targets = new int[steps];
      for (int t = 0; t < steps; t++) {
        inputs[t] = ids.at(at + t);
        targets[t] = ids.at(at + t + 1);
      }
      try (NoGradient _ = tape.noGradient()) {
        LanguageModel.Output output =
            model.forward(
                Pass.reading(tape), new Sequence.Tokens(inputs, steps, 1), state.on(tape));
        state.carry(output.last());
        nats += (double) Ops.crossEntropy(output.logits(), targets).mean().value().item() * steps;
      } finally {
        tape.reset();
      }
    }
    return new TextScore(predicted, nats);
  }
}
