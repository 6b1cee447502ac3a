package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RnnKernel;

/// The simple (Elman) recurrent layer over a whole sequence as one operation; the equations stand in
/// [RnnKernel].
///
/// - `x [T,N,C]` or tokens `ids [T·N]`, time-major; gradients flow to `x`
/// - parameters in torch.nn's layout, one block (`G = 1`)
/// - `h0 [N,H]`: the initial hidden state, null for zeros
/// - `lengths [N]`: the steps of each row, null where all are T long
///
/// `y` and the last state are windows on the states that backward needs, which it gives back: to carry
/// a state into the next chunk of a sequence, copy it before backward, or [Variable#keep] it and copy
/// it before the tape is reset.
public final class RnnOp {
  private RnnOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Activation activation,
      Variable x,
      RecurrentParameters parameters,
      Variable h0,
      int[] lengths) {
    RnnKernel kernel = kernel(activation, x.tape());
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null), Direction.FORWARD, x, lengths);
  }

  /// The layer on tokens: ids from 0 to C − 1, `batch` of them for each of `steps` steps.
  public static RecurrentOutput apply(
      Activation activation,
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      int[] lengths) {
    RnnKernel kernel = kernel(activation, parameters.weightIh().tape());
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }

  private static RnnKernel kernel(Activation activation, Tape tape) {
    KernelSet kernels = tape.kernels();
    return activation == Activation.TANH ? kernels.rnnTanh() : kernels.rnnRelu();
  }
}
