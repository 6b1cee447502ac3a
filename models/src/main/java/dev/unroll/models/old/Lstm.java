package dev.unroll.models.old;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// A stack of LSTM layers; the equations stand in [dev.unroll.kernels.LstmKernel]. Names, layouts and gate
/// order (i, f, g, o) of `torch.nn.LSTM`, which can load the parameters by name.
public final class Lstm extends RecurrentLayer {
  /// A stack of layers.
  public Lstm(RecurrentOptions options, Initializer initializer) {
    super(Cell.LSTM, options, initializer);
  }

  @Override
  RecurrentOutput sequence(Variable x, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.lstm(x, parameters, h0, c0, null);
  }

  @Override
  RecurrentOutput sequence(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.lstm(ids, steps, batch, parameters, h0, c0, null);
  }
}
