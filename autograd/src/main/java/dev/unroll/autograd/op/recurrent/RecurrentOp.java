package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;

/// A recurrent layer over a whole sequence as one operation: what all cells with a [RecurrentKernel]
/// share. [RnnOp], [LstmOp], [GruOp] and the others beside them name the cells.
///
/// Inputs: x (absent for tokens), h0, c0 (absent: zeros), and the parameters. Outputs: y, hn and, for
/// cells that have it, cn. Saved: the states of all steps, which the outputs are windows on, and the
/// kernel's own `saved`.
final class RecurrentOp implements Operation {
  private static final int X = 0;
  private static final int H0 = 1;
  private static final int C0 = 2;
  private static final int WEIGHT_IH = 3;
  private static final int WEIGHT_HH = 4;
  private static final int BIAS_IH = 5;
  private static final int BIAS_HH = 6;

  /// The first of the parameters that the cell has besides.
  private static final int FURTHER = 7;

  private final RecurrentKernel kernel;
  private final RecurrentSequence sequence;

  private RecurrentOp(RecurrentKernel kernel, RecurrentSequence sequence) {
    this.kernel = kernel;
    this.sequence = sequence;
  }

  /// The layer on feature vectors `x [T,N,C]`.
  static RecurrentOutput apply(
      RecurrentKernel kernel,
      Variable x,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    Shape shape = x.shape();
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "%s: expected x of shape [T,N,C], got %s".formatted(kernel.cell(), shape));
    }
    SequenceInput input = new SequenceInput.Features(x.value());
    return run(
        kernel, x, input, shape.dimension(0), shape.dimension(1), parameters, h0, c0, lengths);
  }

  /// The layer on tokens `ids [T·N]`, time-major.
  static RecurrentOutput apply(
      RecurrentKernel kernel,
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    SequenceInput input = new SequenceInput.Tokens(parameters.weightIh().tape().copy(ids));
    return run(kernel, null, input, steps, batch, parameters, h0, c0, lengths);
  }

  private static RecurrentOutput run(
      RecurrentKernel kernel,
      Variable x,
      SequenceInput input,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    Tape tape = parameters.weightIh().tape();
    RecurrentWeights weights = parameters.values(kernel);
    RecurrentShape shape =
        new RecurrentShape(steps, batch, weights.inputs(), weights.hidden(), weights.outputs());
    Variable[] inputs = new Variable[FURTHER + parameters.further().size()];
    inputs[X] = x;
    inputs[H0] = h0;
    inputs[C0] = c0;
    inputs[WEIGHT_IH] = parameters.weightIh();
    inputs[WEIGHT_HH] = parameters.weightHh();
    inputs[BIAS_IH] = parameters.biasIh();
    inputs[BIAS_HH] = parameters.biasHh();
    for (int i = FURTHER; i < inputs.length; i++) {
      inputs[i] = parameters.further().get(i - FURTHER);
    }

    // 1. states with the initial ones in slot 0; backward needs the cell states of all steps
    int width = kernel.savedWidth(shape.hidden());
    boolean saves = width > 0 && tape.records(inputs);
    Tensor h = states(tape, steps + 1, batch, shape.outputs(), "h0 [N,P]", h0);
    Tensor c = null;
    if (kernel.hasCellState()) {
      c = states(tape, saves ? steps + 1 : 2, batch, shape.hidden(), "c0 [N,H]", c0);
    }

    // 2. what else backward needs
    Tensor saved = saves ? tape.take(Shape.of(steps, batch, width)) : null;

    // 3. the layer
    RecurrentSequence sequence =
        new RecurrentSequence(shape, weights, input, tape.copy(lengths), h, c, saved)
            .with(parameters.packed());
    kernel.forward(sequence, tape.workspace(), tape.workers());

    // 4. the outputs are windows on the states; with lengths, y has zeros where h carries a state
    // on
    Tensor y = h.slice(1, steps + 1);
    if (lengths != null) {
      Tensor padded = tape.take(y.shape());
      padded.copyFrom(y);
      Padding.clear(padded, lengths);
      y = padded;
    }
    Tensor[] outputs =
        c == null
            ? new Tensor[] {y, h.at(steps)}
            : new Tensor[] {y, h.at(steps), c.at(sequence.cellSlot(steps))};
    Variable[] results = tape.record(new RecurrentOp(kernel, sequence), outputs, inputs);
    return new RecurrentOutput(results[0], results[1], c == null ? null : results[2]);
  }

  private static Tensor states(
      Tape tape, int slots, int batch, int width, String name, Variable initial) {
    Tensor states = tape.take(Shape.of(slots, batch, width));
    Tensor first = states.at(0);
    if (initial == null) {
      first.fill(0);
    } else {
      Checks.shape(name, initial.value(), first.shape());
      first.copyFrom(initial.value());
    }
    return states;
  }

  @Override
  public String name() {
    return kernel.cell();
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    // 1. a kernel computes the gradients to all parameters or to none: those that are not wanted go
    // to scratch memory
    int count = sequence.weights().count();
    boolean wanted = false;
    for (int i = WEIGHT_IH; i < WEIGHT_IH + count; i++) {
      wanted |= node.wantsGradient(i);
    }
    RecurrentWeights dWeights = wanted ? gradients(node, count) : null;

    // 2. back through time. Past a row's length y is zero whatever the state: the kernel ignores dy
    RecurrentGradients gradients =
        new RecurrentGradients(
            node.gradient(0),
            node.gradient(1),
            sequence.c() == null ? null : node.gradient(2),
            node.inputGradient(X),
            node.inputGradient(H0),
            node.inputGradient(C0),
            dWeights);
    kernel.backward(sequence, gradients, node.tape().workspace(), node.tape().workers());

    // 3. scratch back
    if (wanted) {
      for (int i = 0; i < count; i++) {
        giveUnwanted(node, WEIGHT_IH + i, dWeights.tensor(i));
      }
    }
  }

  private RecurrentWeights gradients(Node node, int count) {
    Tensor[] further = new Tensor[count - (FURTHER - WEIGHT_IH)];
    for (int i = 0; i < further.length; i++) {
      further[i] = orScratch(node, FURTHER + i);
    }
    return kernel.weights(
        orScratch(node, WEIGHT_IH),
        orScratch(node, WEIGHT_HH),
        orScratch(node, BIAS_IH),
        orScratch(node, BIAS_HH),
        further);
  }

  private static Tensor orScratch(Node node, int index) {
    if (node.input(index) == null || node.wantsGradient(index)) {
      return node.inputGradient(index);
    }
    Tensor scratch = node.tape().workspace().take(node.inputValue(index).shape());
    scratch.fill(0);
    return scratch;
  }

  private static void giveUnwanted(Node node, int index, Tensor gradient) {
    if (gradient != null && !node.wantsGradient(index)) {
      node.tape().workspace().give(gradient);
    }
  }
}
