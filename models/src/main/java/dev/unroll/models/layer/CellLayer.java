package dev.unroll.models.layer;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.SequenceInput;
import java.util.Map;

/// One layer of a [Cell] with its parameters, forward in time. A layer may serve many readers at
/// once.
public interface CellLayer {
  /// `H`, the width of the hidden state, which is the layer's output at each step.
  int outputs();

  /// The width of the cell state; 0 where there is none.
  int cellWidth();

  /// The layer over a whole sequence.
  ///
  /// @param x tokens or `[T,N,C]`
  /// @param h0 the initial hidden state `[N,H]`; null for zeros
  /// @param c0 the initial cell state; null for zeros, and where there is none
  /// @return the hidden states `[T,N,H]`, zero past a row's length, and each row's own last states
  RecurrentOutput forward(Pass pass, Sequence x, Variable h0, Variable c0);

  /// What is within the cell at each step of a sequence that it has read: its gates and its cell state by the
  /// letters of its equations, each `[T,N,H]`, in their order; nothing where it has none. For people to look
  /// at: to rounding the numbers that [#forward] had.
  ///
  /// @param y what [#forward] gave
  default Map<String, Tensor> gates(Pass pass, Sequence x, Variable h0, Variable c0, Variable y) {
    return Map.of();
  }

  /// The layer one time step at a time, with the bits of [#forward].
  ///
  /// @param input what each step reads, which the caller changes in between: `x [1,N,C]` or `ids
  ///     [N]`
  /// @param h the hidden state `[N,H]`, read and overwritten by each step
  /// @param c the cell state likewise; null where there is none
  default CellStep step(KernelSet kernels, SequenceInput input, Tensor h, Tensor c) {
    return new TapeStep(this, kernels, input, h, c);
  }
}
