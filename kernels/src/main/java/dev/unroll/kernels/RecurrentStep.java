package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The operands of one time step with carried state, for streaming and decoding. Made once and used
/// for every step: the caller changes the contents of the input, the kernel those of the state.
///
/// @param weights the layer's parameters; not modified
/// @param packed what [RecurrentKernel#pack] made of them
/// @param input one step's input: `x [1,N,C]` or `ids [N]`
/// @param h hidden state `[N,H]`: read, then overwritten with the next
/// @param c cell state `[N,H]` likewise, null for cells without one
/// @param scratch `[N,S + 4H]` with `S` from [RecurrentKernel#savedWidth]: contents undefined before and after
public record RecurrentStep(
    RecurrentWeights weights,
    float[] packed,
    SequenceInput input,
    Tensor h,
    Tensor c,
    Tensor scratch) {

  public RecurrentStep {
    int batch = h.shape().dimension(0);
    Checks.shape("h [N,H]", h, batch, weights.hidden());
    if (c != null) {
      Checks.shape("c [N,H]", c, batch, weights.hidden());
    }
    input.check(new RecurrentShape(1, batch, weights.inputs(), weights.hidden()));
    Checks.shape("scratch [N,S+4H]", scratch, batch, scratch.shape().dimension(-1));
  }

  /// `N`, the rows.
  public int batch() {
    return h.shape().dimension(0);
  }
}
