package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.Set;

/// Runs a recurrent kernel on a [RecurrentProblem], on guarded tensors and poisoned scratch memory.
///
/// @param kernel what is run
/// @param workers the threads it gets
/// @param tokens ids that stand for a one-hot `x`, or null
/// @param start what every gradient is accumulated into: element i begins with `start·(i mod 7 − 3)`
/// @param unwanted the operands whose gradients are left out; `weights` for all parameters
/// @param direction which way through time
/// @param left columns of others before the layer's own in rows of `h` and `dy`
/// @param right columns of others after them
public record RecurrentRun(
    RecurrentKernel kernel,
    Workers workers,
    int[] tokens,
    float start,
    Set<String> unwanted,
    Direction direction,
    int left,
    int right) {

  /// A run on the calling thread, with feature vectors, from zero gradients, all of them wanted.
  public RecurrentRun(RecurrentKernel kernel) {
    this(kernel, Workers.CALLER, null, 0, Set.of(), Direction.FORWARD, 0, 0);
  }

  /// The same by another kernel.
  public RecurrentRun with(RecurrentKernel other) {
    return new RecurrentRun(other, workers, tokens, start, unwanted, direction, left, right);
  }

  /// The same on other threads.
  public RecurrentRun on(Workers workers) {
    return new RecurrentRun(kernel, workers, tokens, start, unwanted, direction, left, right);
  }

  /// The same with tokens for input.
  public RecurrentRun withTokens(int[] ids) {
    return new RecurrentRun(kernel, workers, ids, start, unwanted, direction, left, right);
  }

  /// The same with other gradients to add to.
  public RecurrentRun startingFrom(float start) {
    return new RecurrentRun(kernel, workers, tokens, start, unwanted, direction, left, right);
  }

  /// The same without some of the gradients.
  public RecurrentRun without(String... names) {
    return new RecurrentRun(kernel, workers, tokens, start, Set.of(names), direction, left, right);
  }

  /// The same in a direction, with columns of others beside the layer's own.
  public RecurrentRun in(Direction direction, int left, int right) {
    return new RecurrentRun(kernel, workers, tokens, start, unwanted, direction, left, right);
  }

  /// What an accumulated gradient's element i began with.
  public double start(int i) {
    return start * (i % 7 - 3) + 0.0; // no negative zero
  }

  /// The outputs, besides them the states `h` and `c` of all slots and `saved`, and the gradients.
  public RecurrentResult run(RecurrentProblem problem) {
    int steps = problem.steps();
    int batch = problem.batch();
    int hidden = problem.hidden();
    GuardedTensors tensors = new GuardedTensors();
    Workspace workspace = GuardedTensors.poisoned(1 << 13);

    RecurrentWeights weights = weights(problem, tensors);
    RecurrentSequence sequence = sequence(problem, tensors, weights);
    kernel.forward(sequence, workspace, workers);
    tensors.check();

    double[] h = own(sequence.h());
    double[] c = GuardedTensors.doubles(sequence.c());
    double[] saved = GuardedTensors.doubles(sequence.saved());
    RecurrentResult result = new RecurrentResult();
    int slot = batch * problem.outputs();
    int first = direction == Direction.FORWARD ? slot : 0;
    double[] y = Arrays.copyOfRange(h, first, first + steps * slot);
    for (int i = 0; i < y.length; i++) {
      if (i / slot >= problem.length(i / problem.outputs() % batch)) {
        y[i] = 0;
      }
    }
    result.outputs().put("y", y);
    result.outputs().put("hn", slot(h, sequence.slot(steps), slot));
    result.outputs().put("h", h);
    result.outputs().put("saved", saved);
    if (kernel.hasCellState()) {
      result.outputs().put("cn", slot(c, sequence.cellSlot(steps), batch * hidden));
      result.outputs().put("c", c);
    }

    RecurrentGradients gradients = gradients(problem, tensors, weights);
    kernel.backward(sequence, gradients, workspace, workers);
    tensors.check();
    Differences.requireSameBits("h after backward", h, own(sequence.h()));
    Differences.requireSameBits("c after backward", c, GuardedTensors.doubles(sequence.c()));
    Differences.requireSameBits("saved", saved, GuardedTensors.doubles(sequence.saved()));
    put(result, "x", gradients.dx());
    put(result, "h0", gradients.dh0());
    put(result, "c0", gradients.dc0());
    if (gradients.dWeights() != null) {
      for (int i = 0; i < gradients.dWeights().count(); i++) {
        put(result, gradients.dWeights().name(i), gradients.dWeights().tensor(i));
      }
    }
    return result;
  }

  /// The hidden states of all slots and the last cell state as they come without saving anything for
  /// backward, from weights packed beforehand, with two slots for the cell states.
  public RecurrentResult inference(RecurrentProblem problem) {
    int hidden = problem.hidden();
    // two slots are all slots of one step
    int initial = direction == Direction.REVERSE && problem.steps() == 1 ? 1 : 0;
    GuardedTensors tensors = new GuardedTensors();
    RecurrentWeights weights = weights(problem, tensors);
    RecurrentSequence all = sequence(problem, tensors, weights);
    Tensor cell =
        kernel.hasCellState()
            ? states("c2", problem.get("c0"), 2, problem.batch(), hidden, initial, tensors)
            : null;
    RecurrentSequence sequence =
        new RecurrentSequence(
            all.shape(),
            weights,
            all.input(),
            all.lengths(),
            all.h(),
            cell,
            null,
            kernel.pack(weights, 1),
            direction,
            left);
    kernel.forward(sequence, GuardedTensors.poisoned(1 << 13), workers);
    tensors.check();
    RecurrentResult result = new RecurrentResult();
    result.outputs().put("h", own(sequence.h()));
    if (kernel.hasCellState()) {
      result
          .outputs()
          .put("cn", GuardedTensors.doubles(cell.at(sequence.cellSlot(problem.steps()))));
    }
    return result;
  }

  /// The hidden states `[T+1,N,H]` by repeated single steps; the problem has no lengths.
  public double[] steps(RecurrentProblem problem) {
    int batch = problem.batch();
    int hidden = problem.hidden();
    int outputs = problem.outputs();
    GuardedTensors tensors = new GuardedTensors();
    RecurrentWeights weights = weights(problem, tensors);
    SequenceInput input =
        tokens != null
            ? new SequenceInput.Tokens(new int[batch])
            : new SequenceInput.Features(tensors.output("x", null, 1, batch, problem.inputs()));
    Tensor h = tensors.output("h", zerosOr(problem.get("h0"), batch * outputs), batch, outputs);
    Tensor c =
        kernel.hasCellState()
            ? tensors.output("c", zerosOr(problem.get("c0"), batch * hidden), batch, hidden)
            : null;
    RecurrentStep step =
        new RecurrentStep(kernel.pack(weights, 1), input, h, c, GuardedTensors.poisoned(1 << 13));

    int slot = batch * outputs;
    double[] states = new double[(problem.steps() + 1) * slot];
    System.arraycopy(GuardedTensors.doubles(h), 0, states, 0, slot);
    for (int t = 0; t < problem.steps(); t++) {
      switch (input) {
        case SequenceInput.Tokens(int[] ids) -> System.arraycopy(tokens, t * batch, ids, 0, batch);
        case SequenceInput.Features(Tensor x) -> {
          for (int i = 0; i < x.elements(); i++) {
            x.data()[x.offset() + i] = (float) problem.get("x")[t * x.elements() + i];
          }
        }
      }
      kernel.step(step);
      System.arraycopy(GuardedTensors.doubles(h), 0, states, (t + 1) * slot, slot);
    }
    tensors.check();
    return states;
  }

  private RecurrentWeights weights(RecurrentProblem problem, GuardedTensors tensors) {
    int rows = problem.gates() * problem.hidden();
    RecurrentCell cell = RecurrentCell.of(kernel);
    Tensor[] further = new Tensor[cell.further().size()];
    for (int i = 0; i < further.length; i++) {
      String name = cell.further().get(i);
      further[i] = optional(tensors, problem, name, shape(cell, name, problem));
    }
    return kernel.weights(
        tensors.input("weight_ih", problem.get("weight_ih"), rows, problem.inputs()),
        tensors.input("weight_hh", problem.get("weight_hh"), rows, problem.outputs()),
        optional(tensors, problem, "bias_ih", rows),
        optional(tensors, problem, "bias_hh", rows),
        further);
  }

  private static int[] shape(RecurrentCell cell, String name, RecurrentProblem problem) {
    return cell.shape(name, problem.hidden(), problem.outputs());
  }

  private static Tensor optional(
      GuardedTensors tensors, RecurrentProblem problem, String name, int... shape) {
    double[] values = problem.get(name);
    return values == null ? null : tensors.input(name, values, shape);
  }

  private RecurrentSequence sequence(
      RecurrentProblem problem, GuardedTensors tensors, RecurrentWeights weights) {
    int steps = problem.steps();
    int batch = problem.batch();
    int hidden = problem.hidden();
    int saved = kernel.savedWidth(hidden);
    int initial = direction == Direction.FORWARD ? 0 : steps;
    return new RecurrentSequence(
            new RecurrentShape(steps, batch, problem.inputs(), hidden, problem.outputs()),
            weights,
            tokens != null
                ? new SequenceInput.Tokens(tokens)
                : new SequenceInput.Features(
                    tensors.input("x", problem.get("x"), steps, batch, problem.inputs())),
            problem.lengths(),
            hiddenStates(problem, tensors),
            kernel.hasCellState()
                ? states("c", problem.get("c0"), steps + 1, batch, hidden, initial, tensors)
                : null,
            saved == 0 ? null : tensors.output("saved", null, steps, batch, saved))
        .in(direction, left);
  }

  /// `[T+1,N,left+P+right]` with NaNs but for the initial slot's own columns; those of others must stay.
  private Tensor hiddenStates(RecurrentProblem problem, GuardedTensors tensors) {
    int steps = problem.steps();
    int batch = problem.batch();
    int outputs = problem.outputs();
    int width = left + outputs + right;
    double[] all = new double[(steps + 1) * batch * width];
    Arrays.fill(all, Double.NaN);
    double[] initial = zerosOr(problem.get("h0"), batch * outputs);
    int slot = direction == Direction.FORWARD ? 0 : steps;
    for (int row = 0; row < batch; row++) {
      int to = (slot * batch + row) * width + left;
      System.arraycopy(initial, row * outputs, all, to, outputs);
    }
    return tensors.columns("h", all, left, right, steps + 1, batch, width);
  }

  /// The layer's own columns of its states.
  private double[] own(Tensor h) {
    double[] all = GuardedTensors.doubles(h);
    int width = h.shape().dimension(2);
    int outputs = width - left - right;
    double[] own = new double[all.length / width * outputs];
    for (int row = 0; row < all.length / width; row++) {
      System.arraycopy(all, row * width + left, own, row * outputs, outputs);
    }
    return own;
  }

  private static double[] slot(double[] states, int slot, int length) {
    return Arrays.copyOfRange(states, slot * length, (slot + 1) * length);
  }

  /// `[slots,N,width]` with one slot filled and NaNs in the others.
  private static Tensor states(
      String name,
      double[] first,
      int slots,
      int batch,
      int width,
      int initial,
      GuardedTensors tensors) {
    int slot = batch * width;
    double[] all = new double[slots * slot];
    Arrays.fill(all, Double.NaN);
    System.arraycopy(zerosOr(first, slot), 0, all, initial * slot, slot);
    return tensors.output(name, all, slots, batch, width);
  }

  private RecurrentGradients gradients(
      RecurrentProblem problem, GuardedTensors tensors, RecurrentWeights weights) {
    int steps = problem.steps();
    int batch = problem.batch();
    int hidden = problem.hidden();
    int outputs = problem.outputs();
    return new RecurrentGradients(
        outputGradient(problem, tensors),
        incoming(problem, tensors, "dhn", batch, outputs),
        kernel.hasCellState() ? incoming(problem, tensors, "dcn", batch, hidden) : null,
        tokens == null ? outgoing(tensors, "x", steps, batch, problem.inputs()) : null,
        outgoing(tensors, "h0", batch, outputs),
        kernel.hasCellState() ? outgoing(tensors, "c0", batch, hidden) : null,
        unwanted.contains("weights") ? null : weightGradients(tensors, weights));
  }

  private RecurrentWeights weightGradients(GuardedTensors tensors, RecurrentWeights weights) {
    Tensor[] gradients = new Tensor[weights.count()];
    for (int i = 0; i < gradients.length; i++) {
      Tensor parameter = weights.tensor(i);
      if (parameter != null) {
        gradients[i] = outgoing(tensors, weights.name(i), parameter.shape().dimensions());
      }
    }
    return kernel.weights(
        gradients[0],
        gradients[1],
        gradients[2],
        gradients[3],
        Arrays.copyOfRange(gradients, 4, gradients.length));
  }

  /// `dy` with NaNs in the columns of others.
  private Tensor outputGradient(RecurrentProblem problem, GuardedTensors tensors) {
    double[] values = problem.get("dy");
    if (values == null) {
      return null;
    }
    int outputs = problem.outputs();
    int width = left + outputs + right;
    int rows = problem.steps() * problem.batch();
    double[] all = new double[rows * width];
    Arrays.fill(all, Double.NaN);
    for (int row = 0; row < rows; row++) {
      System.arraycopy(values, row * outputs, all, row * width + left, outputs);
    }
    return tensors.input("dy", all, problem.steps(), problem.batch(), width);
  }

  private static Tensor incoming(
      RecurrentProblem problem, GuardedTensors tensors, String name, int... dimensions) {
    double[] values = problem.get(name);
    return values == null ? null : tensors.input(name, values, dimensions);
  }

  private Tensor outgoing(GuardedTensors tensors, String name, int... dimensions) {
    if (unwanted.contains(name)) {
      return null;
    }
    int elements = 1;
    for (int dimension : dimensions) {
      elements *= dimension;
    }
    double[] first = new double[elements];
    Arrays.setAll(first, this::start);
    return tensors.output("d" + name, first, dimensions);
  }

  private static void put(RecurrentResult result, String name, Tensor gradient) {
    if (gradient != null) {
      result.gradients().put(name, GuardedTensors.doubles(gradient));
    }
  }

  private static double[] zerosOr(double[] values, int length) {
    return values == null ? new double[length] : values;
  }
}
