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
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A warm training step makes no arrays of numbers: what it allocates are the few small objects of the
/// graph, as many for large shapes as for small ones. On the scalar kernels, because the vector ones box until
/// they are compiled; that they do not later is their own tests' concern.
final class TrainingStepAllocationTest {
  /// Bytes of objects of one step: six operations' variables, tensors, nodes, shapes, matrices.
  private static final long MOST_BYTES = 4096;

  /// A character model and its training step.
  private static final class Step implements Runnable {
    final Workspace workspace = new Workspace();
    final Tape tape = new Tape(Kernels.scalar(), workspace, Workers.CALLER);
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

    Step(int steps, int hidden) {
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
      RecurrentOutput lstm = LstmOp.apply(ids, steps, 4, weights, null, null, null);
      Variable y = DropoutOp.apply(lstm.y(), 0.25f, random);
      Variable logits = LinearOp.apply(y, tape.parameter(out), tape.parameter(bias));
      tape.backward(CrossEntropyOp.mean(logits, ids));
      for (int i = 0; i < parameters.size(); i++) {
        Parameter each = parameters.get(i);
        Tensor g = each.gradient();
        tape.kernels().update().sgd(each.value(), g, null, 0.01f, 0, false, 0, true);
        each.updated();
        each.zeroGradient();
      }
      tape.reset();
    }
  }

  @Test
  void aWarmStepMakesNoArrays() {
    Step small = new Step(8, 16);
    Step large = new Step(24, 48);
    long largeBytes = Allocations.fewestBytes(300, large);
    long smallBytes = Allocations.fewestBytes(300, small);
    long floats = large.workspace.allocatedFloats();
    large.run();
    assertEquals(floats, large.workspace.allocatedFloats());
    assertTrue(
        largeBytes <= MOST_BYTES && smallBytes <= MOST_BYTES,
        "bytes a step: " + smallBytes + " small, " + largeBytes + " large");
    System.getLogger(TrainingStepAllocationTest.class.getName())
        .log(System.Logger.Level.INFO, "bytes a step: {0}, {1}", smallBytes, largeBytes);
  }
}
