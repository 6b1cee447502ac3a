package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.clearPadding;
import static dev.unroll.autograd.op.Ops.reshape;
import static dev.unroll.autograd.op.Ops.slice;
import static dev.unroll.autograd.op.Ops.stack;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// A layer of which only one time step need be written, from any operations; this class runs
/// sequences of it, with lengths, from any state, and streams.
///
///     final class Leaky extends SteppedLayer {
///       protected Step step(Pass pass, Variable x, Variable h, Variable c) {
///         return new Step(tanh(add(input.forward(pass, x), scale(h, 0.9f))));
///       }
///     }
///
/// Past a row's length the step is computed from zeros in the place of its input, and thrown away:
/// the row's state is selected, not multiplied.
public abstract class SteppedLayer implements CellLayer {
  private final int inputs;
  private final int outputs;
  private final int cellWidth;

  /// @param inputs `C`, the features of a step
  /// @param outputs `H`, the width of the hidden state
  /// @param cellWidth the width of the cell state, 0 where there is none
  protected SteppedLayer(int inputs, int outputs, int cellWidth) {
    this.inputs = Checks.positive("inputs", inputs);
    this.outputs = Checks.positive("outputs", outputs);
    this.cellWidth = Checks.notNegative("cellWidth", cellWidth);
  }

  /// The states after a step.
  ///
  /// @param h the hidden state `[N,H]`
  /// @param c the cell state; null where there is none
  public record Step(Variable h, Variable c) {
    /// The state after a step of a layer without a cell state.
    public Step(Variable h) {
      this(h, null);
    }
  }

  /// One time step.
  ///
  /// @param x `[N,C]`; for tokens 1 at the token's id and 0 elsewhere
  /// @param h the hidden state before, `[N,H]`
  /// @param c the cell state before; null where there is none
  protected abstract Step step(Pass pass, Variable x, Variable h, Variable c);

  @Override
  public final int outputs() {
    return outputs;
  }

  @Override
  public final int cellWidth() {
    return cellWidth;
  }

  @Override
  public final RecurrentOutput forward(Pass pass, Sequence x, Variable h0, Variable c0) {
    Tape tape = pass.tape();
    int batch = x.batch();
    Variable features = clearPadding(OneHot.features(tape, x, inputs), x.lengths());
    Variable h = h0 != null ? h0 : zeros(tape, batch, outputs);
    Variable c = cellWidth == 0 || c0 != null ? c0 : zeros(tape, batch, cellWidth);
    if (x.steps() == 0) {
      return new RecurrentOutput(tape.constant(Tensor.zeros(0, batch, outputs)), h, c);
    }
    Variable[] y = new Variable[x.steps()];
    for (int t = 0; t < y.length; t++) {
      Variable read = reshape(slice(features, 0, t, t + 1), Shape.of(batch, inputs));
      Step next = step(pass, read, h, c);
      check(next, batch);
      boolean[] running = running(x.lengths(), t);
      h = running == null ? next.h() : SelectRowsOp.apply(next.h(), running, h);
      if (cellWidth > 0) {
        c = running == null ? next.c() : SelectRowsOp.apply(next.c(), running, c);
      }
      y[t] = h;
    }
    return new RecurrentOutput(clearPadding(stack(0, y), x.lengths()), h, c);
  }

  private static Variable zeros(Tape tape, int batch, int width) {
    Tensor zeros = tape.take(Shape.of(batch, width));
    zeros.fill(0);
    return tape.constant(zeros);
  }

  private void check(Step next, int batch) {
    Checks.shape("step: h [N,H]", next.h().value(), batch, outputs);
    if ((next.c() != null) != (cellWidth > 0)) {
      throw new IllegalArgumentException(
          "step: expected %s cell state, got %s"
              .formatted(cellWidth > 0 ? "a" : "no", next.c() == null ? "none" : "one"));
    }
    if (next.c() != null) {
      Checks.shape("step: c", next.c().value(), batch, cellWidth);
    }
  }

  /// Which rows have not ended before step t; null where none has.
  private static boolean[] running(int[] lengths, int t) {
    if (lengths == null) {
      return null;
    }
    boolean[] running = new boolean[lengths.length];
    boolean all = true;
    for (int n = 0; n < lengths.length; n++) {
      running[n] = t < lengths[n];
      all &= running[n];
    }
    return all ? null : running;
  }
}
