package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// The operands of one time step with carried state, for streaming and decoding. Made once and used
/// for every step: the caller changes the contents of the input, the kernel those of the state.
///
/// @param weights what [RecurrentKernel#pack] made of the layer's parameters
/// @param input one step's input: `x [1,N,C]` or `ids [N]`
/// @param h hidden state `[N,P]`: read, then overwritten with the next
/// @param c cell state `[N,H]` likewise, null for cells without one
/// @param workspace where the kernel takes scratch memory; nothing is allocated once it is warm
public record RecurrentStep(
    PackedWeights weights, SequenceInput input, Tensor h, Tensor c, Workspace workspace) {

  public RecurrentStep {
    Checks.present("weights", weights);
    Checks.present("input", input);
    Checks.present("h", h);
    Checks.present("workspace", workspace);
    int batch = h.shape().rank() == 2 ? h.shape().dimension(0) : 0;
    Checks.shape("h [N,P]", h, batch, weights.outputs());
    if (c != null) {
      Checks.shape("c [N,H]", c, batch, weights.hidden());
      Checks.distinct("h", h, "c", c);
    }
    input.check(
        new RecurrentShape(1, batch, weights.inputs(), weights.hidden(), weights.outputs()));
    if (input instanceof SequenceInput.Features(Tensor x)) {
      Checks.distinct("x", x, "h", h);
      if (c != null) {
        Checks.distinct("x", x, "c", c);
      }
    }
  }

  /// The same with other packed weights.
  public RecurrentStep with(PackedWeights packed) {
    return new RecurrentStep(packed, input, h, c, workspace);
  }

  /// `N`, the rows.
  public int batch() {
    return h.shape().dimension(0);
  }
}
