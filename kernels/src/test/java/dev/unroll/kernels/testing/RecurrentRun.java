package dev.unroll.kernels.testing;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
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
public record RecurrentRun(
    RecurrentKernel kernel, Workers workers, int[] tokens, float start, Set<String> unwanted) {

  /// A run on the calling thread, with feature vectors, from zero gradients, all of them wanted.
  public RecurrentRun(RecurrentKernel kernel) {
    this(kernel, Workers.CALLER, null, 0, Set.of());
  }

  /// The same by another kernel.
  public RecurrentRun with(RecurrentKernel other) {
    return new RecurrentRun(other, workers, tokens, start, unwanted);
  }

  /// The same on other threads.
  public RecurrentRun on(Workers workers) {
    return new RecurrentRun(kernel, workers, tokens, start, unwanted);
  }

  /// The same with tokens for input.
  public RecurrentRun withTokens(int[] ids) {
    return new RecurrentRun(kernel, workers, ids, start, unwanted);
  }

  /// The same with other gradients to add to.
  public RecurrentRun startingFrom(float start) {
    return new RecurrentRun(kernel, workers, tokens, start, unwanted);
  }

  /// The same without some of the gradients.
  public RecurrentRun without(String... names) {
    return new RecurrentRun(kernel, workers, tokens, start, Set.of(names));
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

    double[] h = GuardedTensors.doubles(sequence.h());
    double[] c = GuardedTensors.doubles(sequence.c());
    double[] saved = GuardedTensors.doubles(sequence.saved());
    RecurrentResult result = new RecurrentResult();
    int slot = batch * hidden;
    double[] y = Arrays.copyOfRange(h, slot, h.length);
    for (int i = 0; i < y.length; i++) {
      if (i / slot >= problem.length(i / hidden % batch)) {
        y[i] = 0;
      }
    }
    result.outputs().put("y", y);
    result.outputs().put("hn", Arrays.copyOfRange(h, steps * slot, h.length));
    result.outputs().put("h", h);
    result.outputs().put("saved", saved);
    if (kernel.hasCellState()) {
      result.outputs().put("cn", Arrays.copyOfRange(c, steps * slot, c.length));
      result.outputs().put("c", c);
    }

    RecurrentGradients gradients = gradients(problem, tensors, weights);
    kernel.backward(sequence, gradients, workspace, workers);
    tensors.check();
    Differences.requireSameBits("h after backward", h, GuardedTensors.doubles(sequence.h()));
    Differences.requireSameBits("c after backward", c, GuardedTensors.doubles(sequence.c()));
    Differences.requireSameBits("saved", saved, GuardedTensors.doubles(sequence.saved()));
    put(result, "x", gradients.dx());
    put(result, "h0", gradients.dh0());
    put(result, "c0", gradients.dc0());
    if (gradients.dWeights() != null) {
      put(result, "weight_ih", gradients.dWeights().weightIh());
      put(result, "weight_hh", gradients.dWeights().weightHh());
      put(result, "bias_ih", gradients.dWeights().biasIh());
      put(result, "bias_hh", gradients.dWeights().biasHh());
    }
    return result;
  }

  /// The hidden states of all slots and the last cell state as they come without saving anything for
  /// backward, from weights packed beforehand, with two slots for the cell states.
  public RecurrentResult inference(RecurrentProblem problem) {
    GuardedTensors tensors = new GuardedTensors();
    RecurrentWeights weights = weights(problem, tensors);
    float[] packed = new float[kernel.packedLength(problem.inputs(), problem.hidden())];
    kernel.pack(weights, packed);
    RecurrentSequence all = sequence(problem, tensors, weights);
    Tensor cell =
        kernel.hasCellState() ? states("c2", problem.get("c0"), 2, problem, tensors) : null;
    RecurrentSequence sequence =
        new RecurrentSequence(
            all.shape(), weights, all.input(), all.lengths(), all.h(), cell, null, packed);
    kernel.forward(sequence, GuardedTensors.poisoned(1 << 13), workers);
    tensors.check();
    RecurrentResult result = new RecurrentResult();
    result.outputs().put("h", GuardedTensors.doubles(sequence.h()));
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
    GuardedTensors tensors = new GuardedTensors();
    RecurrentWeights weights = weights(problem, tensors);
    float[] packed = new float[kernel.packedLength(problem.inputs(), hidden)];
    Arrays.fill(packed, Float.NaN);
    kernel.pack(weights, packed);

    SequenceInput input =
        tokens != null
            ? new SequenceInput.Tokens(new int[batch])
            : new SequenceInput.Features(tensors.output("x", null, 1, batch, problem.inputs()));
    Tensor h = tensors.output("h", zerosOr(problem.get("h0"), batch * hidden), batch, hidden);
    Tensor c =
        kernel.hasCellState()
            ? tensors.output("c", zerosOr(problem.get("c0"), batch * hidden), batch, hidden)
            : null;
    RecurrentStep step =
        new RecurrentStep(weights, packed, input, h, c, GuardedTensors.poisoned(1 << 13));

    int slot = batch * hidden;
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

  private static RecurrentWeights weights(RecurrentProblem problem, GuardedTensors tensors) {
    int rows = problem.gates() * problem.hidden();
    boolean biases = problem.get("bias_ih") != null;
    return new RecurrentWeights(
        tensors.input("weight_ih", problem.get("weight_ih"), rows, problem.inputs()),
        tensors.input("weight_hh", problem.get("weight_hh"), rows, problem.hidden()),
        biases ? tensors.input("bias_ih", problem.get("bias_ih"), rows) : null,
        biases ? tensors.input("bias_hh", problem.get("bias_hh"), rows) : null);
  }

  private RecurrentSequence sequence(
      RecurrentProblem problem, GuardedTensors tensors, RecurrentWeights weights) {
    int steps = problem.steps();
    int batch = problem.batch();
    int hidden = problem.hidden();
    int saved = kernel.savedWidth(hidden);
    return new RecurrentSequence(
        new RecurrentShape(steps, batch, problem.inputs(), hidden),
        weights,
        tokens != null
            ? new SequenceInput.Tokens(tokens)
            : new SequenceInput.Features(
                tensors.input("x", problem.get("x"), steps, batch, problem.inputs())),
        problem.lengths(),
        states("h", problem.get("h0"), steps + 1, problem, tensors),
        kernel.hasCellState() ? states("c", problem.get("c0"), steps + 1, problem, tensors) : null,
        saved == 0 ? null : tensors.output("saved", null, steps, batch, saved));
  }

  /// `[slots,N,H]` with slot 0 filled and NaNs in the others.
  private static Tensor states(
      String name, double[] first, int slots, RecurrentProblem problem, GuardedTensors tensors) {
    int slot = problem.batch() * problem.hidden();
    double[] all = new double[slots * slot];
    Arrays.fill(all, Double.NaN);
    System.arraycopy(zerosOr(first, slot), 0, all, 0, slot);
    return tensors.output(name, all, slots, problem.batch(), problem.hidden());
  }

  private RecurrentGradients gradients(
      RecurrentProblem problem, GuardedTensors tensors, RecurrentWeights weights) {
    int steps = problem.steps();
    int batch = problem.batch();
    int hidden = problem.hidden();
    int inputs = problem.inputs();
    int rows = problem.gates() * hidden;
    boolean biases = weights.biasIh() != null;
    return new RecurrentGradients(
        incoming(problem, tensors, "dy", steps, batch, hidden),
        incoming(problem, tensors, "dhn", batch, hidden),
        kernel.hasCellState() ? incoming(problem, tensors, "dcn", batch, hidden) : null,
        tokens == null ? outgoing(tensors, "x", steps, batch, inputs) : null,
        outgoing(tensors, "h0", batch, hidden),
        kernel.hasCellState() ? outgoing(tensors, "c0", batch, hidden) : null,
        unwanted.contains("weights")
            ? null
            : new RecurrentWeights(
                outgoing(tensors, "weight_ih", rows, inputs),
                outgoing(tensors, "weight_hh", rows, hidden),
                biases ? outgoing(tensors, "bias_ih", rows) : null,
                biases ? outgoing(tensors, "bias_hh", rows) : null));
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
