package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// The LSTM whose gates see the cell state, over a whole sequence as one operation: for t = 1..T
///
///     a    = W x[t-1] + R h[t-1] + b                          [4H], gate blocks i, f, g, o
///     i    = σ(a_i + p_i ⊙ c[t-1])      f = σ(a_f + p_f ⊙ c[t-1])      g = tanh(a_g)
///     c[t] = f ⊙ c[t-1] + i ⊙ g
///     o    = σ(a_o + p_o ⊙ c[t])        h[t] = o ⊙ tanh(c[t])
///
/// - `x [T,N,C]`, parameters as for [LstmOp]; `peepholes` `p_i`, `p_f`, `p_o`, each `[H]`
/// - `h0`, `c0` `[N,H]`, null for zeros; `lengths [N]`, null where all rows are T long
///
/// Source: Gers and Schmidhuber, *Recurrent nets that time and count*, 2000.
public final class PeepholeLstmOp {
  private PeepholeLstmOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x,
      RecurrentParameters parameters,
      Variable peepholeI,
      Variable peepholeF,
      Variable peepholeO,
      Variable h0,
      Variable c0,
      int[] lengths) {
    Variable[] peepholes = {peepholeI, peepholeF, peepholeO};
    return LstmSteps.apply(
        "peephole-lstm", Activation.TANH, x, parameters, peepholes, null, h0, c0, lengths);
  }
}
