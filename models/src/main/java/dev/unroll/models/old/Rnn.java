package dev.unroll.models.old;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;

/// A stack of simple (Elman) recurrent layers with tanh or ReLU; the equations stand in
/// [dev.unroll.kernels.RnnKernel]. Names and layouts of `torch.nn.RNN`, which can load the parameters by name.
public final class Rnn extends RecurrentLayer {
  private final Activation activation;

  /// A stack of layers.
  public Rnn(Activation activation, RecurrentOptions options, Initializer initializer) {
    super(activation == Activation.TANH ? Cell.RNN : Cell.RNN_RELU, options, initializer);
    this.activation = activation;
  }

  @Override
  RecurrentOutput sequence(Variable x, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.rnn(activation, x, parameters, h0, null);
  }

  @Override
  RecurrentOutput sequence(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, Variable c0) {
    return Ops.rnn(activation, ids, steps, batch, parameters, h0, null);
  }
}
