package dev.unroll.bench;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;

/// One recurrent layer with seeded operands, ready to be timed: the whole sequence forward, forward and
/// backward with all gradients, or one step with carried state.
///
/// Weights and biases lie within ±1/√H, inputs, initial states and the gradient `dy` within ±1.
public final class LayerWork {
  private final MeasuredCell cell;
  private final LayerShape shape;
  private final RecurrentKernel kernel;
  private final Workers workers;
  private final Workspace workspace = new Workspace();
  private final RecurrentWeights weights;
  private final RecurrentWeights dWeights;
  private final Tensor x;
  private final Tensor dy;
  private final Tensor dx;
  private final RecurrentSequence sequence;
  private final RecurrentSequence inference;
  private final RecurrentGradients gradients;
  private final RecurrentStep step;

  /// A layer of a cell computed by a set's kernel on the given threads.
  public LayerWork(KernelSet set, MeasuredCell cell, LayerShape shape, Workers workers) {
    this.cell = cell;
    this.shape = shape;
    this.workers = workers;
    kernel = cell.kernel(set);
    int steps = shape.steps();
    int batch = shape.batch();
    int inputs = shape.inputs();
    int hidden = shape.hidden();
    int rows = cell.gates() * hidden;
    float limit = (float) (1 / Math.sqrt(hidden));
    weights =
        kernel.weights(
            Numbers.tensor(1, limit, rows, inputs),
            Numbers.tensor(2, limit, rows, hidden),
            Numbers.tensor(3, limit, rows),
            cell == MeasuredCell.JORDAN ? null : Numbers.tensor(4, limit, rows),
            further(limit));
    dWeights =
        kernel.weights(
            Tensor.zeros(rows, inputs),
            Tensor.zeros(rows, hidden),
            Tensor.zeros(rows),
            cell == MeasuredCell.JORDAN ? null : Tensor.zeros(rows),
            further(0));
    x = Numbers.tensor(5, 1, steps, batch, inputs);
    dy = Numbers.tensor(6, 1, steps, batch, hidden);
    dx = Tensor.zeros(steps, batch, inputs);
    Tensor h = withInitial(Numbers.uniform(7, batch * hidden, 1), steps, batch, hidden);
    Tensor c = null;
    if (kernel.hasCellState()) {
      c = withInitial(Numbers.uniform(8, batch * hidden, 1), steps, batch, hidden);
    }
    int savedWidth = kernel.savedWidth(hidden);
    sequence =
        new RecurrentSequence(
            new RecurrentShape(steps, batch, inputs, hidden),
            weights,
            new SequenceInput.Features(x),
            null,
            h,
            c,
            savedWidth == 0 ? null : Tensor.zeros(steps, batch, savedWidth));
    Tensor c2 = null;
    if (c != null) {
      c2 = Tensor.zeros(2, batch, hidden);
      c2.at(0).copyFrom(c.at(0));
    }
    inference =
        new RecurrentSequence(sequence.shape(), weights, sequence.input(), null, h, c2, null)
            .with(kernel.pack(weights, 0));
    gradients = new RecurrentGradients(dy, null, null, dx, null, null, dWeights);
    step = newStep();
  }

  /// What the cell has besides weights and biases.
  private Tensor[] further(float limit) {
    int hidden = shape.hidden();
    return switch (cell) {
      case PEEPHOLE_LSTM ->
          new Tensor[] {
            Numbers.tensor(9, limit, hidden),
            Numbers.tensor(10, limit, hidden),
            Numbers.tensor(11, limit, hidden)
          };
      case PROJECTED_LSTM -> new Tensor[] {Numbers.tensor(9, limit, hidden, hidden)};
      case JORDAN ->
          new Tensor[] {
            Numbers.tensor(9, limit, hidden, hidden), Numbers.tensor(10, limit, hidden)
          };
      default -> new Tensor[0];
    };
  }

  private static Tensor withInitial(float[] initial, int steps, int batch, int hidden) {
    Tensor states = Tensor.zeros(steps + 1, batch, hidden);
    System.arraycopy(initial, 0, states.data(), 0, initial.length);
    return states;
  }

  private RecurrentStep newStep() {
    int batch = shape.batch();
    int inputs = shape.inputs();
    int hidden = shape.hidden();
    Tensor row = Tensor.wrap(x.data(), 0, Shape.of(1, batch, inputs));
    Tensor h = Numbers.tensor(7, 1, batch, hidden);
    Tensor c = kernel.hasCellState() ? Numbers.tensor(8, 1, batch, hidden) : null;
    return new RecurrentStep(
        kernel.pack(weights, 0), new SequenceInput.Features(row), h, c, new Workspace());
  }

  /// The whole sequence forward as for inference: the weights are packed beforehand, nothing is saved.
  public void forward() {
    kernel.forward(inference, workspace, workers);
  }

  /// Forward and backward with fresh gradients to the input and to all parameters.
  public void training() {
    kernel.forward(sequence, workspace, workers);
    clearGradients();
    kernel.backward(sequence, gradients, workspace, workers);
  }

  private void clearGradients() {
    dx.fill(0);
    for (int i = 0; i < dWeights.count(); i++) {
      if (dWeights.tensor(i) != null) {
        dWeights.tensor(i).fill(0);
      }
    }
  }

  /// One step with carried state.
  public void step() {
    kernel.step(step);
  }

  /// The carried state back at its beginning.
  public void resetStep() {
    int length = shape.batch() * shape.hidden();
    System.arraycopy(Numbers.uniform(7, length, 1), 0, step.h().data(), 0, length);
    if (step.c() != null) {
      System.arraycopy(Numbers.uniform(8, length, 1), 0, step.c().data(), 0, length);
    }
  }

  public MeasuredCell cell() {
    return cell;
  }

  public LayerShape shape() {
    return shape;
  }

  public RecurrentWeights weights() {
    return weights;
  }

  /// The gradients to the parameters after [#training].
  public RecurrentWeights dWeights() {
    return dWeights;
  }

  public Tensor x() {
    return x;
  }

  public Tensor dy() {
    return dy;
  }

  /// The gradient to the input after [#training].
  public Tensor dx() {
    return dx;
  }

  /// All hidden states `[T+1,N,H]` after [#forward].
  public Tensor h() {
    return sequence.h();
  }

  /// All cell states `[T+1,N,H]` after [#training]; null for cells without one.
  public Tensor c() {
    return sequence.c();
  }

  /// The carried hidden state of [#step].
  public Tensor stepH() {
    return step.h();
  }

  /// The carried cell state of [#step], or null.
  public Tensor stepC() {
    return step.c();
  }

  /// What [#forward] does.
  public Work forwardWork() {
    return Work.arithmetic(shape.forwardFlop(cell), forwardBytes());
  }

  /// What [#training] does: the backward pass has two products for each of the forward pass.
  public Work trainingWork() {
    return Work.arithmetic(3 * shape.forwardFlop(cell), 3 * forwardBytes());
  }

  /// What [#step] does: it reads the weights.
  public Work stepWork() {
    LayerShape one = new LayerShape(1, shape.batch(), shape.inputs(), shape.hidden());
    return Work.reading(one.forwardFlop(cell), shape.weightBytes(cell));
  }

  /// Weights, inputs and outputs, once each.
  private double forwardBytes() {
    return shape.weightBytes(cell)
        + 4.0 * shape.steps() * shape.batch() * (shape.inputs() + shape.hidden());
  }

  /// Requires the set to give the scalar set's bits for this cell, on a cut of the shape that the
  /// scalar set computes in a moment.
  public static void check(KernelSet set, KernelSet scalar, MeasuredCell cell, LayerShape shape) {
    LayerShape small =
        new LayerShape(
            Math.min(2, shape.steps()),
            Math.min(11, shape.batch()),
            shape.inputs(),
            shape.hidden());
    LayerWork expected = new LayerWork(scalar, cell, small, Workers.CALLER);
    LayerWork actual = new LayerWork(set, cell, small, Workers.CALLER);
    expected.training();
    actual.training();
    Numbers.requireSameBits("h", expected.h().data(), actual.h().data());
    Numbers.requireSameBits("dx", expected.dx().data(), actual.dx().data());
    Numbers.requireSameBits(
        "dWeightHh", expected.dWeights.weightHh().data(), actual.dWeights.weightHh().data());
    expected.step();
    actual.step();
    Numbers.requireSameBits("step h", expected.stepH().data(), actual.stepH().data());
  }
}
