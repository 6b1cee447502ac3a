package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.Workers;
import java.lang.System.Logger.Level;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A warm training step makes no arrays of numbers: what it allocates are the few small objects of the
/// graph, as many for large shapes as for small ones, and with the vector kernels no boxed vectors.
final class TrainingStepAllocationTest {
  /// Bytes of objects of one step, six operations' variables, tensors, nodes, shapes, matrices: some 4,000,
  /// a few more or less as the compiler saves some of them. A box for every row of a step would be over
  /// a thousand more.
  private static final long MOST_BYTES = 4608;

  /// Vector kernels box until they are compiled, the last of them after some thousand calls.
  private static final int SECONDS_TO_WARM_UP = 20;

  /// A character model and its training step.
  private static final class Step implements Runnable {
    final Workspace workspace = new Workspace();
    final Tape tape;
    final RandomStream random = new RandomStream(1);
    final Draw draw = new Draw(5);
    final int steps;
    final int[] ids;
    final Parameter ih;
    final Parameter hh;
    final Parameter bi;
    final Parameter bh;
    final Parameter out;
    final Parameter bias;
    final List<Parameter> parameters;

    Step(KernelSet set, int steps, int hidden) {
      tape = new Tape(set, workspace, Workers.CALLER);
      this.steps = steps;
      ids = draw.ids(4 * steps, 30);
      ih = new Parameter("weight_ih", draw.tensor(4 * hidden, 30));
      hh = new Parameter("weight_hh", draw.tensor(4 * hidden, hidden));
      bi = new Parameter("bias_ih", draw.tensor(4 * hidden));
      bh = new Parameter("bias_hh", draw.tensor(4 * hidden));
      out = new Parameter("out.weight", draw.tensor(30, hidden));
      bias = new Parameter("out.bias", draw.tensor(30));
      parameters = List.of(ih, hh, bi, bh, out, bias);
    }

    @Override
    public void run() {
      RecurrentParameters weights =
          new RecurrentParameters(
              tape.parameter(ih), tape.parameter(hh), tape.parameter(bi), tape.parameter(bh));
      RecurrentOutput lstm = Ops.lstm(ids, steps, 4, weights, null, null, null);
      Variable y = Ops.dropout(lstm.y(), 0.25f, random);
      Variable logits = Ops.linear(y, tape.parameter(out), tape.parameter(bias));
      tape.backward(Ops.crossEntropy(logits, ids).mean());
      update(tape.kernels().update());
      tape.reset();
    }

    /// Clipping to a norm and gradient descent.
    private void update(UpdateKernel kernel) {
      double norm = 0;
      for (int i = 0; i < parameters.size(); i++) {
        norm += kernel.sumOfSquares(parameters.get(i).gradient());
      }
      for (int i = 0; i < parameters.size(); i++) {
        Parameter each = parameters.get(i);
        Tensor g = each.gradient();
        kernel.scale(g, (float) Math.min(1, 5 / Math.sqrt(norm)));
        kernel.sgd(each.value(), g, null, 0.01f, 0, false, 0, true);
        each.updated();
        each.zeroGradient();
      }
    }
  }

  /// Sizes that leave a rest past the last full vector.
  @Test
  void aWarmStepMakesNoArraysAndNoBoxes() {
    for (KernelSet set : new KernelSet[] {Kernels.scalar(), Kernels.active()}) {
      for (Step step : new Step[] {new Step(set, 5, 17), new Step(set, 12, 35)}) {
        long bytes = Allocations.warmBytes(MOST_BYTES, SECONDS_TO_WARM_UP, step);
        long floats = step.workspace.allocatedFloats();
        step.run();
        assertEquals(floats, step.workspace.allocatedFloats());
        String what = set.name() + " kernels, T = " + step.steps + ": " + bytes + " bytes a step";
        assertTrue(bytes <= MOST_BYTES, what);
        System.getLogger(TrainingStepAllocationTest.class.getName()).log(Level.INFO, what);
      }
    }
  }
}
