package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The operands of a recurrent layer's pass over a whole sequence.
///
/// The states of all steps lie in slots, one more than there are steps: a slot for the initial state, then
/// the state after each step in the order of time. Forward in time slot 0 is the initial state and slot
/// t + 1 that after step t; against time slot T is the initial state and slot t that after step t.
///
/// `h` may be a window on columns of wider rows, beginning at `column`: two layers, one in each
/// direction, write a bidirectional layer's output `[T,N,2P]` in place when they share rows of `2P`.
///
/// @param shape `T`, `N`, `C`, `H`, `P`
/// @param weights the layer's parameters; not modified
/// @param input what is read at each step; not modified
/// @param lengths `[N]`, the steps of each row, 0 to T; null where all rows are T long. Past its
///     length a row's state is carried on unchanged, so the last slot holds each row's own last state
/// @param h hidden states `[T+1,N,W]`, the `P` columns from `column` on: the initial slot read, the others
///     overwritten by forward, read by backward
/// @param c cell states `[T+1,N,H]` likewise for cells that have one, null for the others; `[2,N,H]`
///     will do where nothing is saved: the state after so many steps is in slot [#cellSlot], the initial one in
///     that of 0 steps, and the caches hold the two
/// @param saved `[T,N,S]` with `S` from [RecurrentKernel#savedWidth]: overwritten by forward, to be
///     passed unchanged to backward; null where `S` is 0 or backward is not wanted
/// @param packed what [RecurrentKernel#pack] made of the weights, for who keeps it while they do not
///     change; null to have forward lay them out itself. Backward does not read it
/// @param direction which way through time
/// @param column the first of the layer's columns of `h`, and of `dy` in backward
public record RecurrentSequence(
    RecurrentShape shape,
    RecurrentWeights weights,
    SequenceInput input,
    int[] lengths,
    Tensor h,
    Tensor c,
    Tensor saved,
    PackedWeights packed,
    Direction direction,
    int column) {

  public RecurrentSequence {
    Checks.present("shape", shape);
    Checks.present("weights", weights);
    Checks.present("input", input);
    Checks.present("direction", direction);
    int steps = shape.steps();
    int batch = shape.batch();
    int hidden = shape.hidden();
    if (weights.inputs() != shape.inputs()
        || weights.hidden() != hidden
        || weights.outputs() != shape.outputs()) {
      throw new IllegalArgumentException(
          "expected weights for C = %d, H = %d, P = %d, got C = %d, H = %d, P = %d"
              .formatted(
                  shape.inputs(),
                  hidden,
                  shape.outputs(),
                  weights.inputs(),
                  weights.hidden(),
                  weights.outputs()));
    }
    input.check(shape);
    checkLengths(lengths, batch, steps);
    Checks.present("h", h);
    int width = h.shape().rank() == 3 ? h.shape().dimension(2) : shape.outputs();
    Checks.shape("h [T+1,N,W]", h, steps + 1, batch, width);
    if (column < 0 || column > width - shape.outputs()) {
      throw new IllegalArgumentException(
          "h: expected %d columns from column %d on, got rows of %d"
              .formatted(shape.outputs(), column, width));
    }
    if (c != null) {
      boolean two = saved == null && c.shape().rank() == 3 && c.shape().dimension(0) == 2;
      Checks.shape("c [T+1,N,H]", c, two ? 2 : steps + 1, batch, hidden);
      Checks.distinct("h", h, "c", c);
    }
    if (saved != null) {
      int saves = saved.shape().rank() == 3 ? saved.shape().dimension(2) : 0;
      Checks.shape("saved [T,N,S]", saved, steps, batch, saves);
      Checks.distinct("h", h, "saved", saved);
    }
    if (input instanceof SequenceInput.Features(Tensor x)) {
      Checks.distinct("x", x, "h", h);
    }
  }

  /// A sequence forward in time with rows of its own, whose weights are not packed yet.
  public RecurrentSequence(
      RecurrentShape shape,
      RecurrentWeights weights,
      SequenceInput input,
      int[] lengths,
      Tensor h,
      Tensor c,
      Tensor saved) {
    this(shape, weights, input, lengths, h, c, saved, null, Direction.FORWARD, 0);
  }

  /// The same with packed weights.
  public RecurrentSequence with(PackedWeights packed) {
    return new RecurrentSequence(
        shape, weights, input, lengths, h, c, saved, packed, direction, column);
  }

  /// The same in a direction, on columns of `h` from `column` on.
  public RecurrentSequence in(Direction direction, int column) {
    return new RecurrentSequence(
        shape, weights, input, lengths, h, c, saved, packed, direction, column);
  }

  /// The slot of `h` that holds the hidden states after `count` steps in the direction of the layer.
  public int slot(int count) {
    return direction == Direction.FORWARD ? count : shape.steps() - count;
  }

  /// The slot of `c` that holds the cell states after `count` steps in the direction of the layer.
  public int cellSlot(int count) {
    return c.shape().dimension(0) == shape.steps() + 1 ? slot(count) : count % 2;
  }

  /// Requires `lengths` to be null or to hold one number from 0 to `steps` for each of the rows.
  public static void checkLengths(int[] lengths, int batch, int steps) {
    if (lengths == null) {
      return;
    }
    if (lengths.length != batch) {
      throw new IllegalArgumentException(
          "lengths: expected one for each of the %d rows, got %d".formatted(batch, lengths.length));
    }
    for (int row = 0; row < batch; row++) {
      if (lengths[row] < 0 || lengths[row] > steps) {
        throw new IllegalArgumentException(
            "lengths[%d]: expected 0 to T = %d, got %d".formatted(row, steps, lengths[row]));
      }
    }
  }
}
