package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.PeepholeLstmKernel;

/// The LSTM whose gates see the cell state over a whole sequence as one operation; the equations stand in
/// [PeepholeLstmKernel]. As [LstmOp], with three further parameters `p_i`, `p_f`, `p_o`, each `[H]`.
public final class PeepholeLstmOp {
  private PeepholeLstmOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0, int[] lengths) {
    PeepholeLstmKernel kernel = x.tape().kernels().peepholeLstm();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, c0), Direction.FORWARD, x, lengths);
  }

  /// The layer on tokens: ids from 0 to C − 1, `batch` of them for each of `steps` steps.
  public static RecurrentOutput apply(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    PeepholeLstmKernel kernel = parameters.weightIh().tape().kernels().peepholeLstm();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, c0),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }
}
