package dev.unroll.kernels.start;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GruKernel;
import dev.unroll.kernels.JordanKernel;
import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.PeepholeLstmKernel;
import dev.unroll.kernels.ProjectedLstmKernel;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.ResetAfterGruKernel;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.SimplifiedGruKernel;
import dev.unroll.kernels.Workers;

/// A layer of a cell to practise the passes with.
final class RecurrentPractice {
  /// The most of each extent, so that a call ends soon though little of it be compiled.
  private static final RecurrentShape LARGEST = new RecurrentShape(2, 32, 128, 256, 256);

  /// Tiles of several heights, and widths beyond whole vectors.
  private static final RecurrentShape SMALL = new RecurrentShape(2, 9, 10, 24, 20);

  private final RecurrentKernel first;
  private final RecurrentSequence sequence;
  private final RecurrentSequence firstInference;
  private final RecurrentSequence lastingInference;
  private final RecurrentStep firstStep;
  private final RecurrentStep lastingStep;
  private final RecurrentGradients gradients;
  private final Workspace workspace = new Workspace();

  private RecurrentPractice(Twins<RecurrentKernel> twins, RecurrentShape e, boolean tokens) {
    first = twins.first();
    RecurrentWeights weights = weights(first, e);
    SequenceInput input = input(e.steps(), e, tokens);
    boolean cell = first.hasCellState();
    int width = first.savedWidth(e.hidden());
    sequence =
        new RecurrentSequence(
            e,
            weights,
            input,
            null,
            Operands.tensor(e.steps() + 1, e.batch(), e.outputs()),
            cell ? Operands.tensor(e.steps() + 1, e.batch(), e.hidden()) : null,
            width == 0 ? null : Tensor.zeros(e.steps(), e.batch(), width));
    Tensor h = Operands.tensor(e.steps() + 1, e.batch(), e.outputs());
    Tensor c = cell ? Operands.tensor(2, e.batch(), e.hidden()) : null;
    RecurrentSequence inference = new RecurrentSequence(e, weights, input, null, h, c, null);
    PackedWeights firstPacked = first.pack(weights, 0);
    PackedWeights lastingPacked = twins.lasting().pack(weights, 0);
    firstInference = inference.with(firstPacked);
    lastingInference = inference.with(lastingPacked);
    SequenceInput one = input(1, e, tokens);
    Tensor state = cell ? c.at(0) : null;
    firstStep = new RecurrentStep(firstPacked, one, h.at(0), state, workspace);
    lastingStep = new RecurrentStep(lastingPacked, one, h.at(0), state, workspace);
    Tensor dx = tokens ? null : Tensor.zeros(e.steps(), e.batch(), e.inputs());
    Tensor dy = Operands.tensor(e.steps(), e.batch(), e.outputs());
    gradients = new RecurrentGradients(dy, null, null, dx, null, null, weights(first, e));
    first.forward(sequence, workspace, Workers.CALLER);
  }

  /// A layer like a caller's, or a small one.
  static RecurrentPractice of(
      Twins<RecurrentKernel> twins, RecurrentShape shape, boolean tokens, boolean small) {
    RecurrentShape most = small ? SMALL : LARGEST;
    int hidden = Math.min(shape.hidden(), most.hidden());
    RecurrentShape extents =
        new RecurrentShape(
            Math.clamp(shape.steps(), 1, most.steps()),
            Math.clamp(shape.batch(), 1, most.batch()),
            Math.min(shape.inputs(), most.inputs()),
            hidden,
            shape.outputs() == shape.hidden() ? hidden : Math.min(shape.outputs(), most.outputs()));
    return new RecurrentPractice(twins, extents, tokens);
  }

  private static SequenceInput input(int steps, RecurrentShape e, boolean tokens) {
    if (!tokens) {
      return new SequenceInput.Features(Operands.tensor(steps, e.batch(), e.inputs()));
    }
    int[] ids = new int[steps * e.batch()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i * 7 % e.inputs();
    }
    return new SequenceInput.Tokens(ids);
  }

  private static RecurrentWeights weights(RecurrentKernel kernel, RecurrentShape e) {
    int h = e.hidden();
    int p = e.outputs();
    return switch (kernel) {
      case JordanKernel jordan ->
          jordan.weights(
              Operands.tensor(h, e.inputs()),
              Operands.tensor(h, p),
              Operands.tensor(h),
              null,
              Operands.tensor(p, h),
              Operands.tensor(p));
      case ProjectedLstmKernel _ -> weights(kernel, 4, e, Operands.tensor(p, h));
      case PeepholeLstmKernel _ ->
          weights(kernel, 4, e, Operands.tensor(h), Operands.tensor(h), Operands.tensor(h));
      case LstmKernel _ -> weights(kernel, 4, e);
      case GruKernel _, ResetAfterGruKernel _ -> weights(kernel, 3, e);
      case SimplifiedGruKernel _ -> weights(kernel, 2, e);
      default -> weights(kernel, 1, e);
    };
  }

  private static RecurrentWeights weights(
      RecurrentKernel kernel, int gates, RecurrentShape e, Tensor... further) {
    int rows = gates * e.hidden();
    return kernel.weights(
        Operands.tensor(rows, e.inputs()),
        Operands.tensor(rows, e.outputs()),
        Operands.tensor(rows),
        Operands.tensor(rows),
        further);
  }

  /// Forward as for training: weights are laid out for each call, and what backward needs is saved.
  void training(RecurrentKernel kernel) {
    kernel.forward(sequence, workspace, Workers.CALLER);
  }

  /// Forward with weights laid out before, saving nothing.
  void inference(RecurrentKernel kernel) {
    kernel.forward(kernel == first ? firstInference : lastingInference, workspace, Workers.CALLER);
  }

  void backward(RecurrentKernel kernel) {
    kernel.backward(sequence, gradients, workspace, Workers.CALLER);
  }

  void step(RecurrentKernel kernel) {
    kernel.step(kernel == first ? firstStep : lastingStep);
  }
}
