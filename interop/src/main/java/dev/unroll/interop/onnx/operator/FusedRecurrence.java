package dev.unroll.interop.onnx.operator;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;

/// A direction on a kernel that does products and gates together: whole sequences by its pass through time,
/// single steps by its step. Constant weights are laid out once for all sessions, others in each run.
final class FusedRecurrence implements RecurrentDirection {
  /// The weights as the kernel wants them.
  private record Layout(RecurrentWeights weights, PackedWeights packed) {}

  /// A kernel's operands and what they were made of.
  private record Operands(
      Layout layout,
      int steps,
      int batch,
      float[] x,
      int[] lengths,
      float[] h,
      float[] c,
      RecurrentSequence sequence,
      RecurrentStep step) {}

  private final RecurrentCell cell;
  private final RecurrentKernel kernel;
  private final String path;
  private final int direction;
  private final int hidden;
  private final Value w;
  private final Value r;
  private final Value b;
  private final boolean constant;
  private Layout layout;

  /// The weights in the kernel's order of gates, where they are not constant.
  private RecurrentWeights ordered;

  private final Kept<Operands> kept = new Kept<>();

  FusedRecurrence(
      Site site, RecurrentCell cell, int direction, int hidden, Value w, Value r, Value b) {
    this.cell = cell;
    this.direction = direction;
    this.hidden = hidden;
    this.w = w;
    this.r = r;
    this.b = b;
    kernel = cell.kernel(site.context().kernels());
    path = "fused kernel (%s)".formatted(site.context().kernels().description());
    constant = w.isConstant() && r.isConstant() && (b == null || b.isConstant());
    if (constant) {
      layout = site.shared("weights" + direction, Layout.class, () -> lay(newWeights()));
    }
  }

  private RecurrentWeights newWeights() {
    int rows = cell.kind().gates * hidden;
    int inputs = w.dim(2);
    return kernel.weights(
        Tensor.zeros(rows, inputs),
        Tensor.zeros(rows, hidden),
        b == null ? null : Tensor.zeros(rows),
        b == null ? null : Tensor.zeros(rows));
  }

  /// Copies the weights in the kernel's order of gates and packs them.
  private Layout lay(RecurrentWeights into) {
    int gates = cell.kind().gates;
    int rows = gates * hidden;
    for (int gate = 0; gate < gates; gate++) {
      int from = direction * rows + cell.block(gate) * hidden;
      boolean negated = cell.isNegated(gate);
      copy(w, from * w.dim(2), into.weightIh(), gate, hidden * w.dim(2), negated);
      copy(r, from * hidden, into.weightHh(), gate, hidden * hidden, negated);
      if (b != null) {
        int at = direction * 2 * rows + cell.block(gate) * hidden;
        copy(b, at, into.biasIh(), gate, hidden, negated);
        copy(b, at + rows, into.biasHh(), gate, hidden, negated);
      }
    }
    return new Layout(into, kernel.pack(into, 0));
  }

  private static void copy(Value from, int at, Tensor to, int gate, int length, boolean negated) {
    float[] source = from.floats();
    float[] target = to.data();
    for (int i = 0; i < length; i++) {
      float weight = source[at + i];
      target[gate * length + i] = negated ? -weight : weight;
    }
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public int run(
      Context context, int steps, int batch, float[] x, int[] lengths, float[] h, float[] c) {
    if (!constant) {
      if (ordered == null || ordered.inputs() != w.dim(2)) {
        ordered = newWeights();
      }
      layout = lay(ordered);
    }
    Operands operands = operands(context, steps, batch, x, lengths, h, c);
    int size = batch * hidden;
    boolean cells = kernel.hasCellState();
    if (operands.step != null) {
      // the step works on its states in place, which are those of slot 1
      System.arraycopy(h, 0, h, size, size);
      kernel.step(operands.step);
      return 0;
    }
    kernel.forward(operands.sequence, context.workspace(), context.workers());
    return cells ? operands.sequence.cellSlot(steps) * size : 0;
  }

  private Operands operands(
      Context context, int steps, int batch, float[] x, int[] lengths, float[] h, float[] c) {
    Operands known = kept.get(context);
    if (known != null
        && known.layout == layout
        && known.steps == steps
        && known.batch == batch
        && known.x == x
        && known.lengths == lengths
        && known.h == h
        && known.c == c) {
      return known;
    }
    boolean single = steps == 1 && lengths == null;
    int inputs = layout.weights.inputs();
    boolean cells = kernel.hasCellState();
    SequenceInput input =
        new SequenceInput.Features(Tensor.wrap(x, 0, Shape.of(steps, batch, inputs)));
    Shape slot = Shape.of(batch, hidden);
    RecurrentStep step =
        single
            ? new RecurrentStep(
                layout.packed,
                input,
                Tensor.wrap(h, batch * hidden, slot),
                cells ? Tensor.wrap(c, 0, slot) : null,
                context.workspace())
            : null;
    RecurrentSequence sequence =
        single
            ? null
            : new RecurrentSequence(
                    new RecurrentShape(steps, batch, inputs, hidden),
                    layout.weights,
                    input,
                    lengths,
                    Tensor.wrap(h, 0, Shape.of(steps + 1, batch, hidden)),
                    cells ? Tensor.wrap(c, 0, Shape.of(2, batch, hidden)) : null,
                    null)
                .with(layout.packed);
    return kept.set(context, new Operands(layout, steps, batch, x, lengths, h, c, sequence, step));
  }
}
