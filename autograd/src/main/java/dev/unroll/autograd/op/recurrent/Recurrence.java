package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.BidirectionalOutput;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import java.util.Arrays;

/// A recurrent layer over a whole sequence as one operation, in one direction or in both: what all cells with a
/// [RecurrentKernel] share. [RnnOp], [LstmOp], [GruOp] and the others beside them name the cells.
///
/// Inputs: x (absent for tokens), then for each direction h0, c0 (absent: zeros) and the parameters. Outputs: y, then for
/// each direction hn and, for cells that have it, cn. Saved: the states of all steps, which y is a window on, and the
/// kernel's own `saved`. Both directions write columns of the same rows, each state of the one beside that of the other
/// for the same step:
///
///     slot         0           1           2        …     T          T + 1
///     forward      initial     step 0      step 1         step T−1
///     reverse                  step 0      step 1         step T−1   initial
public final class Recurrence implements Operation {
  private static final int X = 0;

  // the inputs of a direction, counted from its first
  private static final int H0 = 0;
  private static final int C0 = 1;
  private static final int PARAMETERS = 2;

  /// weight_ih, weight_hh, bias_ih, bias_hh; further ones follow.
  private static final int USUAL = 4;

  private final RecurrentKernel kernel;

  /// One for each direction.
  private final RecurrentSequence[] sequences;

  private Recurrence(RecurrentKernel kernel, RecurrentSequence[] sequences) {
    this.kernel = kernel;
    this.sequences = sequences;
  }

  /// What the directions read.
  ///
  /// @param x null for tokens
  private record Read(Variable x, SequenceInput input, int steps, int batch, int[] lengths) {
    static Read features(RecurrentLayer by, Variable x, int[] lengths) {
      Shape shape = x.shape();
      if (shape.rank() != 3) {
        throw new IllegalArgumentException(
            "%s: expected x of shape [T,N,C], got %s".formatted(by.kernel().cell(), shape));
      }
      SequenceInput input = new SequenceInput.Features(x.value());
      return new Read(x, input, shape.dimension(0), shape.dimension(1), x.tape().copy(lengths));
    }

    static Read tokens(RecurrentLayer by, int[] ids, int steps, int batch, int[] lengths) {
      Tape tape = by.parameters().weightIh().tape();
      SequenceInput input = new SequenceInput.Tokens(tape.copy(ids));
      return new Read(null, input, steps, batch, tape.copy(lengths));
    }
  }

  /// The layer on feature vectors `x [T,N,C]`, in a direction.
  public static RecurrentOutput apply(
      RecurrentLayer layer, Direction direction, Variable x, int[] lengths) {
    return one(layer, direction, Read.features(layer, x, lengths));
  }

  /// The layer on tokens `ids [T·N]`, time-major, in a direction.
  public static RecurrentOutput apply(
      RecurrentLayer layer, Direction direction, int[] ids, int steps, int batch, int[] lengths) {
    return one(layer, direction, Read.tokens(layer, ids, steps, batch, lengths));
  }

  private static RecurrentOutput one(RecurrentLayer layer, Direction direction, Read read) {
    Variable[] results = run(direction, read, layer);
    return new RecurrentOutput(results[0], results[1], results.length == 2 ? null : results[2]);
  }

  /// Two layers of one cell and one width on feature vectors `x [T,N,C]`, one in each direction.
  public static BidirectionalOutput apply(
      RecurrentLayer forward, RecurrentLayer reverse, Variable x, int[] lengths) {
    return both(forward, reverse, Read.features(forward, x, lengths));
  }

  /// Two layers of one cell and one width on tokens `ids [T·N]`, one in each direction.
  public static BidirectionalOutput apply(
      RecurrentLayer forward,
      RecurrentLayer reverse,
      int[] ids,
      int steps,
      int batch,
      int[] lengths) {
    return both(forward, reverse, Read.tokens(forward, ids, steps, batch, lengths));
  }

  private static BidirectionalOutput both(
      RecurrentLayer forward, RecurrentLayer reverse, Read read) {
    if (forward.kernel() != reverse.kernel()) {
      throw new IllegalArgumentException(
          "expected one cell in both directions, got %s and %s"
              .formatted(forward.kernel().cell(), reverse.kernel().cell()));
    }
    Variable[] all = run(Direction.FORWARD, read, forward, reverse);
    return all.length == 3
        ? new BidirectionalOutput(all[0], all[1], null, all[2], null)
        : new BidirectionalOutput(all[0], all[1], all[2], all[3], all[4]);
  }

  /// @param first the direction of the first layer; a second one runs against time
  private static Variable[] run(Direction first, Read read, RecurrentLayer... layers) {
    RecurrentKernel kernel = layers[0].kernel();
    Tape tape = layers[0].parameters().weightIh().tape();
    Variable[] inputs = inputs(read, layers);
    int steps = read.steps();
    int batch = read.batch();

    // 1. room for the states: rows as wide as all directions
    RecurrentWeights[] weights = new RecurrentWeights[layers.length];
    int width = 0;
    for (int i = 0; i < layers.length; i++) {
      weights[i] = layers[i].parameters().values(kernel);
      width += weights[i].outputs();
    }
    Tensor states = tape.take(Shape.of(steps + layers.length, batch, width));

    // 2. each direction
    RecurrentSequence[] sequences = new RecurrentSequence[layers.length];
    int column = 0;
    for (int i = 0; i < layers.length; i++) {
      Tensor h = states.slice(i, i + steps + 1);
      Direction direction = i == 0 ? first : Direction.REVERSE;
      sequences[i] =
          sequence(tape, read, layers[i], weights[i], h, tape.records(inputs))
              .in(direction, column);
      start(sequences[i], layers[i]);
      kernel.forward(sequences[i], tape.workspace(), tape.workers());
      column += weights[i].outputs();
    }

    // 3. the outputs; with lengths, y has zeros where h carries a state on
    int from = layers.length == 1 && first == Direction.REVERSE ? 0 : 1;
    Tensor y = states.slice(from, from + steps);
    if (read.lengths() != null) {
      Tensor padded = tape.take(y.shape());
      padded.copyFrom(y);
      Padding.clear(padded, read.lengths());
      y = padded;
    }
    int each = kernel.hasCellState() ? 2 : 1;
    Tensor[] outputs = new Tensor[1 + each * layers.length];
    outputs[0] = y;
    for (int i = 0; i < layers.length; i++) {
      RecurrentSequence sequence = sequences[i];
      outputs[1 + each * i] = last(tape, sequence);
      if (each == 2) {
        outputs[2 + each * i] = sequence.c().at(sequence.cellSlot(steps));
      }
    }
    return tape.record(new Recurrence(kernel, sequences), outputs, inputs);
  }

  private static Variable[] inputs(Read read, RecurrentLayer[] layers) {
    int further = layers[0].parameters().further().size();
    int each = PARAMETERS + USUAL + further;
    Variable[] inputs = new Variable[1 + each * layers.length];
    inputs[X] = read.x();
    for (int i = 0; i < layers.length; i++) {
      RecurrentParameters parameters = layers[i].parameters();
      if (parameters.further().size() != further) {
        throw new IllegalArgumentException("expected as many parameters in both directions");
      }
      int at = 1 + each * i;
      inputs[at + H0] = layers[i].h0();
      inputs[at + C0] = layers[i].c0();
      inputs[at + PARAMETERS] = parameters.weightIh();
      inputs[at + PARAMETERS + 1] = parameters.weightHh();
      inputs[at + PARAMETERS + 2] = parameters.biasIh();
      inputs[at + PARAMETERS + 3] = parameters.biasHh();
      for (int k = 0; k < further; k++) {
        inputs[at + PARAMETERS + USUAL + k] = parameters.further().get(k);
      }
    }
    return inputs;
  }

  /// The operands of one direction; backward needs the cell states of all steps, and what else the kernel saves.
  private static RecurrentSequence sequence(
      Tape tape,
      Read read,
      RecurrentLayer layer,
      RecurrentWeights weights,
      Tensor h,
      boolean records) {
    RecurrentKernel kernel = layer.kernel();
    int steps = read.steps();
    int batch = read.batch();
    int hidden = weights.hidden();
    int width = kernel.savedWidth(hidden);
    boolean saves = width > 0 && records;
    Tensor c =
        kernel.hasCellState() ? tape.take(Shape.of(saves ? steps + 1 : 2, batch, hidden)) : null;
    Tensor saved = saves ? tape.take(Shape.of(steps, batch, width)) : null;
    return new RecurrentSequence(
            new RecurrentShape(steps, batch, weights.inputs(), hidden, weights.outputs()),
            weights,
            read.input(),
            read.lengths(),
            h,
            c,
            saved)
        .with(layer.parameters().packed());
  }

  /// Fills the slots of the initial states.
  private static void start(RecurrentSequence sequence, RecurrentLayer layer) {
    RecurrentShape shape = sequence.shape();
    Tensor h = sequence.h().at(sequence.slot(0));
    copy(
        initial("h0 [N,P]", layer.h0(), shape.batch(), shape.outputs()),
        h,
        sequence.column(),
        shape.outputs());
    if (sequence.c() != null) {
      Tensor c = sequence.c().at(sequence.cellSlot(0));
      copy(initial("c0 [N,H]", layer.c0(), shape.batch(), shape.hidden()), c, 0, shape.hidden());
    }
  }

  private static Tensor initial(String name, Variable state, int batch, int width) {
    return state == null ? null : Checks.shape(name, state.value(), batch, width);
  }

  /// Overwrites `width` columns of `to`, from `column` on, with those of `from`, or with 0.
  private static void copy(Tensor from, Tensor to, int column, int width) {
    int stride = to.shape().dimension(1);
    for (int n = 0; n < to.shape().dimension(0); n++) {
      int at = to.offset() + n * stride + column;
      if (from == null) {
        Arrays.fill(to.data(), at, at + width, 0f);
      } else {
        System.arraycopy(from.data(), from.offset() + n * width, to.data(), at, width);
      }
    }
  }

  /// The last hidden states of a direction: a window on the states, or a copy where they have columns of others beside
  /// them.
  private static Tensor last(Tape tape, RecurrentSequence sequence) {
    RecurrentShape shape = sequence.shape();
    Tensor slot = sequence.h().at(sequence.slot(shape.steps()));
    int width = slot.shape().dimension(1);
    int outputs = shape.outputs();
    if (width == outputs) {
      return slot;
    }
    Tensor last = tape.take(Shape.of(shape.batch(), outputs));
    for (int n = 0; n < shape.batch(); n++) {
      int from = slot.offset() + n * width + sequence.column();
      System.arraycopy(slot.data(), from, last.data(), last.offset() + n * outputs, outputs);
    }
    return last;
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
    int count = sequences[0].weights().count();
    int each = PARAMETERS + count;
    int states = kernel.hasCellState() ? 2 : 1;
    for (int i = 0; i < sequences.length; i++) {
      int at = 1 + each * i;
      int output = 1 + states * i;
      // 1. a kernel computes the gradients to all parameters or to none: those that are not wanted
      // go
      // to scratch memory
      boolean wanted = false;
      for (int k = 0; k < count; k++) {
        wanted |= node.wantsGradient(at + PARAMETERS + k);
      }
      RecurrentWeights dWeights = wanted ? gradients(node, at + PARAMETERS, count) : null;

      // 2. back through time. Past a row's length y is zero whatever the state: the kernel ignores
      // dy
      RecurrentGradients gradients =
          new RecurrentGradients(
              node.gradient(0),
              node.gradient(output),
              states == 2 ? node.gradient(output + 1) : null,
              node.inputGradient(X),
              node.inputGradient(at + H0),
              node.inputGradient(at + C0),
              dWeights);
      kernel.backward(sequences[i], gradients, node.tape().workspace(), node.tape().workers());

      // 3. scratch back
      for (int k = 0; wanted && k < count; k++) {
        giveUnwanted(node, at + PARAMETERS + k, dWeights.tensor(k));
      }
    }
  }

  private RecurrentWeights gradients(Node node, int at, int count) {
    Tensor[] further = new Tensor[count - USUAL];
    for (int i = 0; i < further.length; i++) {
      further[i] = orScratch(node, at + USUAL + i);
    }
    return kernel.weights(
        orScratch(node, at),
        orScratch(node, at + 1),
        orScratch(node, at + 2),
        orScratch(node, at + 3),
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
