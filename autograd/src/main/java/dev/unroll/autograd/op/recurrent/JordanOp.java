package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.JordanKernel;

/// The Jordan network, whose output is fed back, over a whole sequence as one operation; the equations stand in
/// [JordanKernel]. As [RnnOp] with one bias at most, `weight_hh [H,P]` and `h0 [N,P]`, and with two further parameters:
/// `V [P,H]`, and `d [P]` or null. [RecurrentOutput#y] are the outputs `[T,N,P]`.
public final class JordanOp {
  private JordanOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    JordanKernel kernel = x.tape().kernels().jordan();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null), Direction.FORWARD, x, lengths);
  }

  /// The layer on tokens: ids from 0 to C − 1, `batch` of them for each of `steps` steps.
  public static RecurrentOutput apply(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    JordanKernel kernel = parameters.weightIh().tape().kernels().jordan();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }
}
