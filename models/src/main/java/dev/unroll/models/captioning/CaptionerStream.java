package dev.unroll.models.captioning;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Attention;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.Sequence;

/// A captioner that writes one word at a time: its rows are the pictures, which were looked at when it was made, and
/// later the hypotheses of a beam. Gives the bits of [Captioner#logits]. Not thread-safe.
public final class CaptionerStream implements StepModel {
  private final Captioner model;
  private final Tape tape = new Tape();

  /// The cells of the grid, row by row; null where the model does not look at them.
  private Tensor keys;

  private Tensor values;
  private RecurrentState state;

  /// A stream over pictures `[N,3,H,W]`.
  public CaptionerStream(Captioner model, Tensor pictures) {
    this.model = model;
    state = model.decoder().newState(pictures.shape().dimension(0));
    try (NoGradient _ = tape.noGradient()) {
      Captioner.Seen seen = model.look(Pass.reading(tape), pictures);
      state.carry(seen.initial());
      if (seen.memory() != null) {
        keys = seen.memory().keys().value().copy();
        values = seen.memory().values().value().copy();
      }
    } finally {
      tape.reset();
    }
  }

  @Override
  public Tensor step(int[] ids) {
    if (ids.length != state.batch()) {
      throw new IllegalArgumentException(
          "ids: expected one for each of %d rows, got %d".formatted(state.batch(), ids.length));
    }
    try (NoGradient _ = tape.noGradient()) {
      Attention.Memory memory =
          keys == null
              ? null
              : new Attention.Memory(tape.constant(keys), tape.constant(values), null);
      Sequence.Tokens read = new Sequence.Tokens(ids, 1, ids.length);
      Captioner.Written written = model.write(Pass.reading(tape), memory, state.on(tape), read);
      state.carry(written.state());
      return written.logits().value().at(0).copy();
    } finally {
      tape.reset();
    }
  }

  @Override
  public void select(int[] rows) {
    RecurrentState next = model.decoder().newState(rows.length);
    next.takeRows(state, rows);
    state = next;
    if (keys != null) {
      keys = selected(keys, rows);
      values = selected(values, rows);
    }
  }

  /// Rows of a sequence `[T,N,·]`.
  private static Tensor selected(Tensor sequence, int[] rows) {
    Shape shape = sequence.shape();
    Tensor selected = Tensor.zeros(shape.dimension(0), rows.length, shape.dimension(2));
    for (int t = 0; t < shape.dimension(0); t++) {
      for (int row = 0; row < rows.length; row++) {
        selected.at(t).at(row).copyFrom(sequence.at(t).at(rows[row]));
      }
    }
    return selected;
  }
}
