package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The operands of a recurrent layer's pass over a whole sequence. Checked when made, so that the
/// kernels need no checks.
///
/// @param shape `T`, `N`, `C`, `H`
/// @param weights the layer's parameters; not modified
/// @param input what is read at each step; not modified
/// @param lengths `[N]`, the steps of each row, 0 to T; null where all rows are T long. Past its
///     length a row's state is carried on unchanged, so slot T holds each row's own last state
/// @param h hidden states `[T+1,N,H]`: slot 0 read, slots 1..T overwritten by forward, read by backward
/// @param c cell states `[T+1,N,H]` likewise for cells that have one, null for the others; `[2,N,H]`
///     will do where nothing is saved: the state after step `t` is in slot [#cellSlot], and the caches
///     hold the two
/// @param saved `[T,N,S]` with `S` from [RecurrentKernel#savedWidth]: overwritten by forward, to be
///     passed unchanged to backward; null where `S` is 0 or backward is not wanted
/// @param packed what [RecurrentKernel#pack] made of the weights, for who keeps it while they do not
///     change; null to have forward lay them out itself. Backward does not read it
public record RecurrentSequence(
    RecurrentShape shape,
    RecurrentWeights weights,
    SequenceInput input,
    int[] lengths,
    Tensor h,
    Tensor c,
    Tensor saved,
    float[] packed) {

  public RecurrentSequence {
    int steps = shape.steps();
    int batch = shape.batch();
    int hidden = shape.hidden();
    if (weights.inputs() != shape.inputs() || weights.hidden() != hidden) {
      throw new IllegalArgumentException(
          "expected weights for C = %d, H = %d, got C = %d, H = %d"
              .formatted(shape.inputs(), hidden, weights.inputs(), weights.hidden()));
    }
    input.check(shape);
    checkLengths(lengths, batch, steps);
    Checks.shape("h [T+1,N,H]", h, steps + 1, batch, hidden);
    if (c != null) {
      boolean two = saved == null && c.shape().rank() == 3 && c.shape().dimension(0) == 2;
      Checks.shape("c [T+1,N,H]", c, two ? 2 : steps + 1, batch, hidden);
      Checks.distinct("h", h, "c", c);
    }
    if (saved != null) {
      Checks.shape("saved [T,N,S]", saved, steps, batch, saved.shape().dimension(-1));
      Checks.distinct("h", h, "saved", saved);
    }
    if (input instanceof SequenceInput.Features(Tensor x)) {
      Checks.distinct("x", x, "h", h);
    }
  }

  /// A sequence whose weights are not packed yet.
  public RecurrentSequence(
      RecurrentShape shape,
      RecurrentWeights weights,
      SequenceInput input,
      int[] lengths,
      Tensor h,
      Tensor c,
      Tensor saved) {
    this(shape, weights, input, lengths, h, c, saved, null);
  }

  /// The slot of `c` that holds the cell states after `t` steps.
  public int cellSlot(int t) {
    return t % c.shape().dimension(0);
  }

  /// Requires what backward reads: `saved` of `width` floats a row, if the cell saves any.
  public void checkSaved(int width) {
    if (width > 0 && saved == null) {
      throw new IllegalArgumentException(
          "backward: expected what forward saved [T,N,%d], got none; give forward a tensor for it"
              .formatted(width));
    }
  }

  /// Requires `packed` to be null or as long as the kernel's.
  public void checkPacked(int length) {
    if (packed != null && packed.length < length) {
      throw new IllegalArgumentException(
          "packed: expected %d floats (packedLength), got %d".formatted(length, packed.length));
    }
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
