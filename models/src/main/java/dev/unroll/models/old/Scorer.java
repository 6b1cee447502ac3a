package dev.unroll.models.old;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// Runs a model over a text and sums the cross-entropy of all its characters but the first.
///
/// A long text is cut into up to 32 streams of at least 2,048 characters that run side by side, which is
/// many times faster than one after the other. Each stream but the first warms up on the 128 characters before
/// it, whose predictions do not count; that stands for all the text before it.
final class Scorer {
  private static final int STREAMS = 32;
  private static final int MIN_STREAM = 2048;
  private static final int WARM_UP = 128;
  private static final int STEPS = 64;

  private final CharacterLanguageModel model;
  private final Tape tape;

  Scorer(CharacterLanguageModel model, KernelSet kernels, Workers workers) {
    this.model = model;
    tape = new Tape(kernels, new Workspace(), workers);
  }

  /// The score of a text given as ids.
  Score score(int[] ids) {
    int predicted = Math.max(0, ids.length - 1);
    if (predicted == 0) {
      return new Score(0, 0);
    }
    int streams = Math.clamp(predicted / MIN_STREAM, 1, STREAMS);
    int length = Math.ceilDiv(predicted, streams);
    RecurrentState state = model.recurrent().newState(streams);
    if (streams > 1) {
      run(ids, length, -WARM_UP, 0, state);
      clearFirstRow(state);
    }
    return new Score(predicted, run(ids, length, 0, length, state));
  }

  /// The summed cross-entropy of steps `from` to `to` of all streams; predictions of steps before 0 or past
  /// a stream's or the text's end do not count.
  private double run(int[] ids, int length, int from, int to, RecurrentState state) {
    int streams = state.batch();
    double nats = 0;
    int[] inputs = {};
    int[] targets = {};
    for (int at = from; at < to; at += STEPS) {
      int steps = Math.min(STEPS, to - at);
      if (inputs.length != steps * streams) {
        inputs = new int[steps * streams];
        targets = new int[steps * streams];
      }
      int counted = fill(ids, length, at, steps, streams, inputs, targets);
      try (NoGradient _ = tape.noGradient()) {
        Variable logits = model.logits(tape, inputs, state, null);
        if (counted > 0) {
          nats += (double) Ops.crossEntropy(logits, targets).value().item() * counted;
        }
      }
      tape.reset();
    }
    return nats;
  }

  private static int fill(
      int[] ids, int length, int at, int steps, int streams, int[] inputs, int[] targets) {
    int counted = 0;
    Arrays.fill(targets, -1);
    for (int row = 0; row < streams; row++) {
      for (int t = 0; t < steps; t++) {
        int position = row * length + at + t;
        boolean inside = position >= 0 && position < ids.length - 1;
        inputs[t * streams + row] = inside ? ids[position] : 0;
        if (inside && at >= 0) {
          targets[t * streams + row] = ids[position + 1];
          counted++;
        }
      }
    }
    return counted;
  }

  /// The first stream has nothing to warm up on: it begins from zero.
  private static void clearFirstRow(RecurrentState state) {
    for (Tensor tensor : state.tensors().values()) {
      tensor.at(0).fill(0);
    }
  }
}
