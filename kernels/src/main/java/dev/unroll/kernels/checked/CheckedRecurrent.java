package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedFloats;
import dev.unroll.kernels.start.RecurrentStart;
import dev.unroll.kernels.start.RecurrentStart.Pass;
import dev.unroll.kernels.start.Twins;

/// Operands of the cell's own kind and width, packed by this kernel, and results that share no memory
/// with an operand or one another. Ids and lengths, which their owner may have changed since a sequence
/// was made, are looked at again.
abstract class CheckedRecurrent implements RecurrentKernel {
  private final String set;
  private final Twins<RecurrentKernel> twins;
  private final RecurrentKernel kernel;
  private final Class<? extends RecurrentWeights> weightsType;
  private final RecurrentStart training;
  private final RecurrentStart inference;
  private final RecurrentStart backward;
  private final RecurrentStart step;

  CheckedRecurrent(
      String set,
      Twins<? extends RecurrentKernel> cell,
      Class<? extends RecurrentWeights> weightsType) {
    this.set = set;
    twins = new Twins<>(cell.first(), cell.lasting());
    kernel = twins.lasting();
    this.weightsType = weightsType;
    training = new RecurrentStart(twins, Pass.TRAINING);
    inference = new RecurrentStart(twins, Pass.INFERENCE);
    backward = new RecurrentStart(twins, Pass.BACKWARD);
    step = new RecurrentStart(twins, Pass.STEP);
  }

  @Override
  public final String cell() {
    return kernel.cell();
  }

  @Override
  public final int savedWidth(int hidden) {
    return kernel.savedWidth(Checks.positive("hidden units", hidden));
  }

  @Override
  public final boolean hasCellState() {
    return kernel.hasCellState();
  }

  @Override
  public final void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    check(sequence, workspace, workers);
    if (sequence.packed() == null) {
      RecurrentKernel now = training.kernel(sequence.input(), sequence.shape());
      now.forward(sequence, workspace, workers);
      return;
    }
    check(sequence.packed());
    checkExtents(sequence.packed(), sequence.shape());
    PackedWeights first = PackedFloats.first(sequence.packed());
    if (first != null) {
      RecurrentKernel now = inference.kernel(sequence.input(), sequence.shape());
      if (now != kernel) {
        now.forward(sequence.with(first), workspace, workers);
        return;
      }
      PackedFloats.forgetFirst(sequence.packed());
    }
    kernel.forward(sequence, workspace, workers);
  }

  @Override
  public final void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    check(sequence, workspace, workers);
    Checks.present("gradients", gradients);
    int steps = sequence.shape().steps();
    int saved = savedWidth(sequence.shape().hidden());
    if (saved > 0 && sequence.saved() == null) {
      throw new IllegalArgumentException(
          "backward: expected what forward saved [T,N,%d], got none; give forward a tensor for it"
              .formatted(saved));
    }
    if (hasCellState() && sequence.c().shape().dimension(0) != steps + 1) {
      throw new IllegalArgumentException(
          "backward: expected the cell states of all steps [%d,N,H], got two slots"
              .formatted(steps + 1));
    }
    checkShapes(sequence, gradients);
    GradientMemory.check(sequence, gradients);
    RecurrentKernel now = backward.kernel(sequence.input(), sequence.shape());
    now.backward(sequence, gradients, workspace, workers);
  }

  @Override
  public final PackedWeights pack(RecurrentWeights weights, long version) {
    check("weights", weights);
    PackedWeights packed = kernel.pack(weights, version);
    boolean compiled = inference.isOver() || step.isOver();
    return compiled ? packed : PackedFloats.both(packed, twins.first().pack(weights, version));
  }

  @Override
  public final void step(RecurrentStep operands) {
    Checks.present("step", operands);
    PackedWeights weights = operands.weights();
    check(weights);
    checkCellState(operands.c());
    checkIds(operands.input(), weights.inputs());
    PackedWeights first = PackedFloats.first(weights);
    if (first != null) {
      RecurrentShape shape =
          new RecurrentShape(
              1, operands.batch(), weights.inputs(), weights.hidden(), weights.outputs());
      RecurrentKernel now = step.kernel(operands.input(), shape);
      if (now != kernel) {
        now.step(operands.with(first));
        return;
      }
      PackedFloats.forgetFirst(weights);
    }
    kernel.step(operands);
  }

  private void check(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    Checks.present("sequence", sequence);
    Checks.present("workspace", workspace);
    Checks.present("workers", workers);
    check("weights", sequence.weights());
    RecurrentShape shape = sequence.shape();
    checkCellState(sequence.c());
    int width = savedWidth(shape.hidden());
    Tensor saved = sequence.saved();
    if (saved != null && saved.shape().dimension(2) != width) {
      throw new IllegalArgumentException(
          "saved: expected [T,N,%d] for a %s, got %s"
              .formatted(width, cell(), width == 0 ? "a tensor; give null" : saved.shape()));
    }
    checkIds(sequence.input(), shape.inputs());
    RecurrentSequence.checkLengths(sequence.lengths(), shape.batch(), shape.steps());
    SequenceMemory.check(sequence);
  }

  private void check(String name, RecurrentWeights weights) {
    Checks.present(name, weights);
    if (weights.getClass() != weightsType) {
      throw new IllegalArgumentException(
          "%s: expected %s for a %s, got %s"
              .formatted(
                  name, weightsType.getSimpleName(), cell(), weights.getClass().getSimpleName()));
    }
  }

  private void check(PackedWeights packed) {
    if (!packed.set().equals(set) || !packed.cell().equals(cell())) {
      throw new IllegalArgumentException(
          "packed weights: expected those of the %s set's %s, got those of the %s set's %s"
              .formatted(set, cell(), packed.set(), packed.cell()));
    }
  }

  private static void checkExtents(PackedWeights packed, RecurrentShape shape) {
    if (packed.inputs() != shape.inputs()
        || packed.hidden() != shape.hidden()
        || packed.outputs() != shape.outputs()) {
      throw new IllegalArgumentException(
          "packed weights: expected C = %d, H = %d, P = %d, got C = %d, H = %d, P = %d"
              .formatted(
                  shape.inputs(),
                  shape.hidden(),
                  shape.outputs(),
                  packed.inputs(),
                  packed.hidden(),
                  packed.outputs()));
    }
  }

  private void checkCellState(Tensor c) {
    if (hasCellState() != (c != null)) {
      throw new IllegalArgumentException(
          "c: expected %s for a %s, got %s"
              .formatted(
                  hasCellState() ? "cell states" : "none", cell(), c == null ? "none" : "some"));
    }
  }

  private static void checkIds(SequenceInput input, int inputs) {
    if (input instanceof SequenceInput.Tokens(int[] ids)) {
      Checks.ids("ids", ids, inputs);
    }
  }

  private void checkShapes(RecurrentSequence sequence, RecurrentGradients gradients) {
    RecurrentShape shape = sequence.shape();
    int steps = shape.steps();
    int batch = shape.batch();
    int width = sequence.h().shape().dimension(2);
    if (gradients.dy() != null) {
      Checks.shape("dy [T,N,W]", gradients.dy(), steps, batch, width);
    }
    state("dhn", gradients.dhn(), batch, shape.outputs());
    state("dh0", gradients.dh0(), batch, shape.outputs());
    if (!hasCellState() && (gradients.dcn() != null || gradients.dc0() != null)) {
      throw new IllegalArgumentException(
          "%s: expected null for a %s, got a tensor"
              .formatted(gradients.dcn() != null ? "dcn" : "dc0", cell()));
    }
    state("dcn", gradients.dcn(), batch, shape.hidden());
    state("dc0", gradients.dc0(), batch, shape.hidden());
    if (gradients.dx() != null) {
      if (sequence.input() instanceof SequenceInput.Tokens) {
        throw new IllegalArgumentException("dx: expected null for tokens, got a tensor");
      }
      Checks.shape("dx [T,N,C]", gradients.dx(), steps, batch, shape.inputs());
    }
    RecurrentWeights dWeights = gradients.dWeights();
    if (dWeights != null) {
      check("dWeights", dWeights);
      for (int i = 0; i < dWeights.count(); i++) {
        checkParameter(sequence.weights(), dWeights, i);
      }
    }
  }

  private static void state(String name, Tensor gradient, int batch, int width) {
    if (gradient != null) {
      Checks.shape(name, gradient, batch, width);
    }
  }

  private static void checkParameter(
      RecurrentWeights weights, RecurrentWeights dWeights, int index) {
    Tensor gradient = dWeights.tensor(index);
    Tensor parameter = weights.tensor(index);
    if (gradient == null) {
      return;
    }
    if (parameter == null) {
      throw new IllegalArgumentException(
          "dWeights: expected no %s, as the weights have none, got a tensor"
              .formatted(weights.name(index)));
    }
    if (!gradient.shape().equals(parameter.shape())) {
      throw new IllegalArgumentException(
          "dWeights: expected %s of shape %s, got %s"
              .formatted(weights.name(index), parameter.shape(), gradient.shape()));
    }
  }
}
