package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.ProjectedLstmKernel;

/// The LSTM with a projected hidden state over a whole sequence as one operation; the equations stand in
/// [ProjectedLstmKernel]. As [LstmOp], with a further parameter `W_r [P,H]`, `weight_hh [4H,P]` and `h0 [N,P]`.
public final class ProjectedLstmOp {
  private ProjectedLstmOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0, int[] lengths) {
    ProjectedLstmKernel kernel = x.tape().kernels().projectedLstm();
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
    ProjectedLstmKernel kernel = parameters.weightIh().tape().kernels().projectedLstm();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, c0),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }
}
