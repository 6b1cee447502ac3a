package dev.unroll.models.old;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// A stack of the GRUs of the lectures, whose reset gate acts before the recurrent product; the equations
/// stand in [dev.unroll.kernels.GruKernel]. Gate blocks r, u, n; u = 1 takes the new state. `torch.nn.GRU` is
/// another cell: [ResetAfterGru].
///
/// Both biases of a gate are added, so that the names and shapes are those of torch.nn.
public final class Gru extends RecurrentLayer {
  /// A stack of layers.
  public Gru(RecurrentOptions options, Initializer initializer) {
    super(Cell.GRU, options, initializer);
  }

  @Override
  RecurrentOutput sequence(Variable x, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.gru(x, parameters, h0, null);
  }

  @Override
  RecurrentOutput sequence(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.gru(ids, steps, batch, parameters, h0, null);
  }
}
