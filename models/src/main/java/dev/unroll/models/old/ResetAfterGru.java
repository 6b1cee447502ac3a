package dev.unroll.models.old;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// A stack of the GRUs of cuDNN, PyTorch and Keras, whose reset gate acts after the recurrent product; the
/// equations stand in [dev.unroll.kernels.ResetAfterGruKernel]. Names, layouts and gate order (r, z, n) of
/// `torch.nn.GRU`, which can load the parameters by name; z = 1 keeps the old state.
public final class ResetAfterGru extends RecurrentLayer {
  /// A stack of layers.
  public ResetAfterGru(RecurrentOptions options, Initializer initializer) {
    super(Cell.RESET_AFTER_GRU, options, initializer);
  }

  @Override
  RecurrentOutput sequence(Variable x, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.resetAfterGru(x, parameters, h0, null);
  }

  @Override
  RecurrentOutput sequence(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.resetAfterGru(ids, steps, batch, parameters, h0, null);
  }
}
