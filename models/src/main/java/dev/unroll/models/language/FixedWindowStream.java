package dev.unroll.models.language;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;

/// A fixed-window model one token at a time: it remembers the last `n` tokens of each row, at first the token
/// with id 0.
public final class FixedWindowStream implements StepModel {
  private final FixedWindowModel model;
  private int rows;
  private int[] windows;
  private final Tape tape = new Tape();

  /// A stream of so many rows.
  public FixedWindowStream(FixedWindowModel model, int rows) {
    this.model = model;
    this.rows = rows;
    windows = new int[model.options().window() * rows];
  }

  @Override
  public Tensor step(int[] ids) {
    if (ids.length != rows) {
      throw new IllegalArgumentException(
          "ids: expected one for each of %d rows, got %d".formatted(rows, ids.length));
    }
    System.arraycopy(windows, rows, windows, 0, windows.length - rows);
    System.arraycopy(ids, 0, windows, windows.length - rows, rows);
    try (NoGradient _ = tape.noGradient()) {
      Sequence.Tokens read = new Sequence.Tokens(windows, model.options().window(), rows);
      return model.logits(Pass.reading(tape), read).value().copy();
    } finally {
      tape.reset();
    }
  }

  @Override
  public void select(int[] chosen) {
    int[] selected = new int[model.options().window() * chosen.length];
    for (int t = 0; t < model.options().window(); t++) {
      for (int row = 0; row < chosen.length; row++) {
        selected[t * chosen.length + row] = windows[t * rows + chosen[row]];
      }
    }
    windows = selected;
    rows = chosen.length;
  }
}
