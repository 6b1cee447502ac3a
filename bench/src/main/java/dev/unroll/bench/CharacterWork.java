package dev.unroll.bench;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.Cell;
import dev.unroll.models.old.Initializer;
import dev.unroll.models.old.Linear;
import dev.unroll.models.old.RecurrentLayer;
import dev.unroll.models.old.RecurrentOptions;
import dev.unroll.models.old.RecurrentState;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.Optimizer;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import java.util.ArrayList;
import java.util.List;

/// One training step of a character model, as the program's `train` does it: a recurrent layer on tokens,
/// a linear layer, mean cross-entropy, backward, clipping, update; the state is carried on. With one row
/// it is min-char-rnn's recipe (Adagrad, clipping by value), else Adam and clipping to a norm.
public final class CharacterWork {
  /// Characters of the vocabulary, as many as in a play of Shakespeare's.
  public static final int VOCABULARY = 65;

  public static final float ADAM_RATE = 0.003f;
  public static final float ADAGRAD_RATE = 0.1f;
  public static final float CLIP = 5;

  private final KernelSet set;
  private final int batch;
  private final int steps;
  private final int hidden;
  private final RecurrentLayer layer;
  private final Linear decoder;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Optimizer optimizer;
  private final GradientClipping clipping;
  private final RecurrentState state;
  private final Tape tape;
  private final int[] inputs;
  private final int[] targets;

  /// A model with seeded parameters and a chunk of seeded text.
  public CharacterWork(
      KernelSet set, Cell cell, int batch, int steps, int hidden, Workers workers) {
    this.set = set;
    this.batch = batch;
    this.steps = steps;
    this.hidden = hidden;
    Initializer initializer = Initializer.uniform(new RandomStream(1));
    layer = cell.layer(RecurrentOptions.of(VOCABULARY, hidden), initializer);
    decoder = new Linear("decoder.", hidden, VOCABULARY, initializer);
    parameters.addAll(layer.parameters());
    parameters.addAll(decoder.parameters());
    OptimizerOptions options =
        batch == 1
            ? new OptimizerOptions.Adagrad(ADAGRAD_RATE)
            : new OptimizerOptions.Adam(ADAM_RATE);
    optimizer = new Optimizer(options, parameters, set.update());
    clipping = batch == 1 ? new GradientClipping.ByValue(CLIP) : new GradientClipping.ByNorm(CLIP);
    state = layer.newState(batch);
    tape = new Tape(set, new Workspace(), workers);
    inputs = Numbers.ids(2, steps * batch, VOCABULARY);
    targets = Numbers.ids(3, steps * batch, VOCABULARY);
  }

  /// One step; returns the loss in nats a character.
  public float run() {
    Variable y = layer.forward(tape, inputs, state, null);
    Variable loss = Ops.crossEntropy(decoder.forward(tape, y), targets);
    float mean = loss.value().item();
    optimizer.zeroGradients();
    tape.backward(loss);
    clipping.clip(parameters, set.update());
    optimizer.step();
    tape.reset();
    return mean;
  }

  /// What [#run] does: the recurrent and the output products, three times.
  public Work work() {
    double recurrent = 2.0 * steps * batch * layer.cell().gates() * hidden * hidden;
    double output = 2.0 * steps * batch * hidden * VOCABULARY;
    double weights = 4.0 * layer.cell().gates() * hidden * (hidden + VOCABULARY);
    return Work.arithmetic(3 * (recurrent + output), 3 * weights);
  }

  /// All parameters: those of the layer in torch.nn's order, then the decoder's weight and bias.
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The ids that are read, `[T·N]`.
  public int[] inputs() {
    return inputs;
  }

  /// The ids to be predicted, `[T·N]`.
  public int[] targets() {
    return targets;
  }
}
