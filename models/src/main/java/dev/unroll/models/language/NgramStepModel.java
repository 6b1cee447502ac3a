package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.StepModel;
import java.util.Arrays;

/// An n-gram model that is asked token by token. Its logits are the ln p of the model; its state is a
/// context for each row, at first one row that has read nothing.
final class NgramStepModel implements StepModel {
  private final NgramModel model;
  private int[][] contexts = {{}};
  private final double[] probabilities;

  NgramStepModel(NgramModel model) {
    this.model = model;
    probabilities = new double[model.vocabulary()];
  }

  @Override
  public Tensor step(int[] ids) {
    Checks.ids("ids", ids, model.vocabulary());
    if (ids.length != contexts.length) {
      throw new IllegalArgumentException(
          "expected an id for each of %d rows, got %d".formatted(contexts.length, ids.length));
    }
    Tensor logits = Tensor.zeros(ids.length, model.vocabulary());
    for (int row = 0; row < ids.length; row++) {
      contexts[row] = shifted(contexts[row], ids[row]);
      model.probabilities(contexts[row], contexts[row].length, probabilities);
      for (int id = 0; id < probabilities.length; id++) {
        logits.data()[row * probabilities.length + id] = (float) StrictMath.log(probabilities[id]);
      }
    }
    return logits;
  }

  /// The last ids, as many as a context may have, with one more at the end.
  private int[] shifted(int[] context, int id) {
    int kept = Math.min(context.length, model.order() - 1);
    if (kept < 0) {
      return context; // of order 0
    }
    int[] next = Arrays.copyOfRange(context, context.length - kept, context.length + 1);
    next[kept] = id;
    return next;
  }

  @Override
  public void select(int[] rows) {
    int[][] selected = new int[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      selected[i] = contexts[rows[i]].clone();
    }
    contexts = selected;
  }
}
