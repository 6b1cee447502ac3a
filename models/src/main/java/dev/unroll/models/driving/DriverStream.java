package dev.unroll.models.driving;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.State;
import dev.unroll.models.vision.Pixels;

/// A driver that answers one frame after the other, with the bits of [Driver#forward] over the whole sequence; each
/// frame is encoded once. Not thread-safe.
public final class DriverStream {
  private final Driver model;
  private final Tape tape = new Tape();
  private final FrameEncoder.Stream frames;
  private final Tensor frame;

  /// Null without memory.
  private final RecurrentState state;

  /// What was said last, standardized; null before.
  private Tensor said;

  /// A stream at the beginning of a drive.
  public DriverStream(Driver model) {
    this.model = model;
    frames = model.encoder().stream();
    DriverOptions options = model.options();
    frame = Tensor.zeros(Shape.of(1, 1, 3, options.height(), options.width()));
    state = model.recurrent() == null ? null : model.recurrent().newState(1);
  }

  /// How to drive at the next frame; null while fewer than [Driver#context] frames came before.
  ///
  /// @param before how the car was driven at the frame before; null at the first, and read with [Feedback#TRUTH]
  ///     alone
  /// @throws IllegalArgumentException if the frame has another size than the model's options say
  public Controls next(Pixels pixels, Controls before) {
    DriverOptions options = model.options();
    pixels.requireSize(3, options.height(), options.width());
    pixels.normalize(frame.data(), frame.offset());
    try (NoGradient _ = tape.noGradient()) {
      Pass pass = Pass.reading(tape);
      Variable encoded = frames.next(pass, frame);
      if (encoded == null) {
        return null;
      }
      State from = state == null ? null : state.on(tape);
      Variable truth =
          options.feedback() == Feedback.TRUTH ? tape.constant(standard(before)) : null;
      Variable own = said == null ? null : tape.constant(said);
      Driver.Driven driven = model.drive(pass, encoded, truth, own, from);
      if (state != null) {
        state.carry(driven.state());
      }
      said = driven.outputs().value().copy();
      return model.controls(said.toArray());
    } finally {
      tape.reset();
    }
  }

  /// `[1,1,O]`; the mean where nothing is known.
  private Tensor standard(Controls before) {
    int outputs = model.options().outputs().size();
    return before == null
        ? Tensor.zeros(Shape.of(1, 1, outputs))
        : Tensor.of(Shape.of(1, 1, outputs), model.standard(before));
  }

  /// What was said last, standardized `[1,1,O]`; null before.
  Tensor said() {
    return said;
  }
}
