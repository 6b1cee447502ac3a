package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.SimplifiedGruKernel;

/// The GRU with the update gate alone over a whole sequence as one operation; the equations stand in
/// [SimplifiedGruKernel]. As [GruOp], with `G = 2` blocks u, n.
public final class SimplifiedGruOp {
  private SimplifiedGruOp() {}

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    SimplifiedGruKernel kernel = x.tape().kernels().simplifiedGru();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null), Direction.FORWARD, x, lengths);
  }

  /// The layer on tokens: ids from 0 to C − 1, `batch` of them for each of `steps` steps.
  public static RecurrentOutput apply(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    SimplifiedGruKernel kernel = parameters.weightIh().tape().kernels().simplifiedGru();
    return Recurrence.apply(
        new RecurrentLayer(kernel, parameters, h0, null),
        Direction.FORWARD,
        ids,
        steps,
        batch,
        lengths);
  }
}
