package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// The operands of one time step with carried state, for streaming and decoding. Made once and used
/// for every step: the caller changes the contents of the input, the kernel those of the state.
///
/// @param weights the layer's parameters; not modified
/// @param packed what [RecurrentKernel#pack] made of them
/// @param input one step's input: `x [1,N,C]` or `ids [N]`
/// @param h hidden state `[N,H]`: read, then overwritten with the next
/// @param c cell state `[N,H]` likewise, null for cells without one
/// @param workspace where the kernel takes scratch memory; nothing is allocated once it is warm
public record RecurrentStep(
    RecurrentWeights weights,
    float[] packed,
    SequenceInput input,
    Tensor h,
    Tensor c,
    Workspace workspace) {

  public RecurrentStep {
    int batch = h.shape().dimension(0);
    Checks.shape("h [N,H]", h, batch, weights.hidden());
    if (c != null) {
      Checks.shape("c [N,H]", c, batch, weights.hidden());
    }
    input.check(new RecurrentShape(1, batch, weights.inputs(), weights.hidden()));
  }

  /// `N`, the rows.
  public int batch() {
    return h.shape().dimension(0);
  }
}
