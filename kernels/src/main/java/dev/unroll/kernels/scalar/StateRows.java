package dev.unroll.kernels.scalar;

import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentSequence;

/// Where the states of a sequence lie: row `t·N + n` of a step is that of time step `t` and batch row
/// `n`, and a state is before or after the step in the direction of the layer.
final class StateRows {
  private StateRows() {}

  /// The distance of the rows of hidden states.
  static int hStride(RecurrentSequence sequence) {
    return sequence.h().shape().dimension(2);
  }

  /// Where the hidden state before a row's step begins.
  static int hBefore(RecurrentSequence sequence, int row) {
    boolean forward = sequence.direction() == Direction.FORWARD;
    return hRow(sequence, forward ? row : row + sequence.shape().batch());
  }

  /// Where the hidden state after a row's step begins.
  static int hAfter(RecurrentSequence sequence, int row) {
    boolean forward = sequence.direction() == Direction.FORWARD;
    return hRow(sequence, forward ? row + sequence.shape().batch() : row);
  }

  private static int hRow(RecurrentSequence sequence, int row) {
    return sequence.h().offset() + row * hStride(sequence) + sequence.column();
  }

  /// Where the cell state of a batch row after `count` steps begins.
  static int cell(RecurrentSequence sequence, int count, int n) {
    int slot = sequence.cellSlot(count);
    return sequence.c().offset()
        + (slot * sequence.shape().batch() + n) * sequence.shape().hidden();
  }

  /// How many steps lie before time step `t`, or which time step comes after so many.
  static int steps(RecurrentSequence sequence, int t) {
    boolean forward = sequence.direction() == Direction.FORWARD;
    return forward ? t : sequence.shape().steps() - 1 - t;
  }

  /// Where what a row has saved begins.
  static int saved(RecurrentSequence sequence, int t, int n, int width) {
    return sequence.saved().offset() + (t * sequence.shape().batch() + n) * width;
  }

  /// Whether time step `t` lies past the end of a batch row's sequence.
  static boolean ended(RecurrentSequence sequence, int t, int n) {
    return sequence.lengths() != null && t >= sequence.lengths()[n];
  }
}
