package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// The LSTM with a projected hidden state, over a whole sequence as one operation: that of [LstmOp] but for
///
///     h[t] = W_r (o ⊙ tanh(c[t]))        [P]
///
/// - `x [T,N,C]`; `weight_ih [4H,C]`, `weight_hh [4H,P]`, biases `[4H]`; `projection` `W_r [P,H]`
/// - `h0 [N,P]`, `c0 [N,H]`, null for zeros; `lengths [N]`, null where all rows are T long
/// - `y [T,N,P]`, `hn [N,P]`, `cn [N,H]`
///
/// Semantics of `torch.nn.LSTM` with `proj_size`.
///
/// Source: Sak, Senior and Beaufays, *Long short-term memory recurrent neural network architectures for
/// large scale acoustic modeling*, 2014.
public final class ProjectedLstmOp {
  private ProjectedLstmOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x,
      RecurrentParameters parameters,
      Variable projection,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return LstmSteps.apply(
        "projected-lstm", Activation.TANH, x, parameters, null, projection, h0, c0, lengths);
  }
}
