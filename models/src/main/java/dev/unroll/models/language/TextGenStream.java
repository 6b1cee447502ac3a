package dev.unroll.models.language;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Special;
import java.util.Arrays;

/// A [TextGenRnn] one token at a time. It remembers the last tokens of each row and computes the whole context anew
/// with each, for the context moves on with every token. It never gives the pad.
final class TextGenStream implements StepModel {
  private final TextGenRnn model;
  private final int pad;
  private final Tape tape = new Tape();

  /// `[T,rows]`.
  private int[] contexts;

  private int rows = 1;

  TextGenStream(TextGenRnn model) {
    this.model = model;
    pad = model.vocabulary().id(Special.PAD);
    contexts = new int[model.options().maxLength()];
    Arrays.fill(contexts, pad);
  }

  @Override
  public Tensor step(int[] ids) {
    if (ids.length != rows) {
      throw new IllegalArgumentException(
          "ids: expected one for each of %d rows, got %d".formatted(rows, ids.length));
    }
    System.arraycopy(contexts, rows, contexts, 0, contexts.length - rows);
    System.arraycopy(ids, 0, contexts, contexts.length - rows, rows);
    try (NoGradient _ = tape.noGradient()) {
      Sequence.Tokens read = new Sequence.Tokens(contexts, model.options().maxLength(), rows);
      Tensor logits = model.logits(Pass.reading(tape), read).value().copy();
      int width = logits.shape().dimension(1);
      for (int row = 0; row < rows; row++) {
        logits.data()[logits.offset() + row * width + pad] = Float.NEGATIVE_INFINITY;
      }
      return logits;
    } finally {
      tape.reset();
    }
  }

  @Override
  public void select(int[] chosen) {
    int[] selected = new int[model.options().maxLength() * chosen.length];
    for (int t = 0; t < model.options().maxLength(); t++) {
      for (int row = 0; row < chosen.length; row++) {
        selected[t * chosen.length + row] = contexts[t * rows + chosen[row]];
      }
    }
    contexts = selected;
    rows = chosen.length;
  }
}
