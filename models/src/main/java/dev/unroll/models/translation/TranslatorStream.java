package dev.unroll.models.translation;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Attention;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.translation.Translator.Encoded;

/// A translator that writes one token at a time: its rows are the sources, which were read when it was made, and
/// later the hypotheses of a beam. Gives the bits of [Translator#logits]. Not thread-safe.
public final class TranslatorStream implements StepModel {
  private final Translator model;
  private final Tape tape = new Tape();

  /// What the encoder gave, row by row; null without attention.
  private Tensor keys;

  private Tensor values;
  private int[] lengths;

  /// The encoder's last states, which a decoder that is fed reads at each step.
  private Tensor last;

  private RecurrentState state;

  /// A stream over sources.
  public TranslatorStream(Translator model, Sequence.Tokens sources) {
    this.model = model;
    state = model.decoder().newState(sources.batch());
    try (NoGradient _ = tape.noGradient()) {
      Encoded encoded = model.encode(Pass.reading(tape), sources);
      state.carry(encoded.initial());
      last = encoded.initial().h().getLast().value().copy();
      if (encoded.memory() != null) {
        keys = encoded.memory().keys().value().copy();
        values = encoded.memory().values().value().copy();
        lengths = sources.lengths();
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
      Pass pass = Pass.reading(tape);
      Attention.Memory memory =
          keys == null
              ? null
              : new Attention.Memory(tape.constant(keys), tape.constant(values), lengths);
      Sequence.Tokens read = new Sequence.Tokens(ids, 1, ids.length);
      Translator.Stepped stepped =
          model.step(pass, memory, tape.constant(last), state.on(tape), read);
      state.carry(stepped.state());
      Tensor logits = stepped.logits().value();
      return logits.reshape(ids.length, logits.shape().dimension(-1)).copy();
    } finally {
      tape.reset();
    }
  }

  @Override
  public void select(int[] rows) {
    RecurrentState next = model.decoder().newState(rows.length);
    next.takeRows(state, rows);
    state = next;
    last =
        selected(last.reshape(1, last.shape().dimension(0), last.shape().dimension(1)), rows).at(0);
    if (keys != null) {
      keys = selected(keys, rows);
      values = selected(values, rows);
      if (lengths != null) {
        int[] before = lengths;
        lengths = new int[rows.length];
        for (int row = 0; row < rows.length; row++) {
          lengths[row] = before[rows[row]];
        }
      }
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
