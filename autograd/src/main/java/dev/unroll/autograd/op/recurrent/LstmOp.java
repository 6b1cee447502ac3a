package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.LstmKernel;

/// The LSTM over a whole sequence as one operation; the equations stand in [LstmKernel].
///
/// - `x [T,N,C]` or tokens `ids [T·N]`, time-major; gradients flow to `x`
/// - parameters in torch.nn's layout, `G = 4` blocks i, f, g, o
/// - `h0 [N,H]`: the initial hidden state, null for zeros
/// - `c0 [N,H]`: the initial cell state, null for zeros
/// - `lengths [N]`: the steps of each row, null where all are T long
///
/// `y` and the last states are windows on the states that backward needs, which it gives back: to carry
/// a state into the next chunk of a sequence, copy it before backward, or [Variable#keep] it and copy
/// it before the tape is reset.
public final class LstmOp {
  private LstmOp() {}

  /// The layer on feature vectors, with φ in the place of both tanh: a ReLU does not saturate, but neither does it
  /// bound the states.
  public static RecurrentOutput apply(
      Activation activation,
      Variable x,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    LstmKernel kernel = kernel(activation, x.tape());
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, c0), Direction.FORWARD, x, lengths);
  }

  /// The layer on tokens: ids from 0 to C − 1, `batch` of them for each of `steps` steps.
  public static RecurrentOutput apply(
      Activation activation,
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    LstmKernel kernel = kernel(activation, parameters.weightIh().tape());
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, c0),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }

  private static LstmKernel kernel(Activation activation, Tape tape) {
    KernelSet kernels = tape.kernels();
    return activation == Activation.TANH ? kernels.lstm() : kernels.lstmRelu();
  }
}
