package dev.unroll.bench;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
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
  private final MeasuredCell cell;
  private final Recurrent layer;
  private final Linear decoder;
  private final List<Parameter> parameters;
  private final Optimizer optimizer;
  private final RecurrentState state;
  private final Tape tape;
  private final int[] inputs;
  private final int[] targets;

  /// A model with seeded parameters and a chunk of seeded text.
  public CharacterWork(
      KernelSet set, MeasuredCell cell, int batch, int steps, int hidden, Workers workers) {
    this.set = set;
    this.batch = batch;
    this.steps = steps;
    this.hidden = hidden;
    this.cell = cell;
    Scope scope = Scope.fresh(1, Initializer.torch());
    layer = new Recurrent(scope, RecurrentOptions.of(cell.cell(), VOCABULARY, hidden));
    decoder = new Linear(scope.in("decoder"), hidden, VOCABULARY);
    parameters = scope.parameters();
    OptimizerOptions options =
        batch == 1
            ? new OptimizerOptions.Adagrad(ADAGRAD_RATE)
            : new OptimizerOptions.Adam(ADAM_RATE);
    optimizer = new Optimizer(options, List.of(), parameters, set.update(), false);
    state = layer.newState(batch);
    tape = new Tape(set, new Workspace(), workers);
    inputs = Numbers.ids(2, steps * batch, VOCABULARY);
    targets = Numbers.ids(3, steps * batch, VOCABULARY);
  }

  /// One step; returns the loss in nats a character.
  public float run() {
    Pass pass = Pass.reading(tape);
    Recurrent.Result result =
        layer.forward(pass, new Sequence.Tokens(inputs, steps, batch), state.on(tape));
    state.carry(result.last());
    Variable loss = Ops.crossEntropy(decoder.forward(pass, result.y()), targets).mean();
    float mean = loss.value().item();
    optimizer.zeroGradients();
    tape.backward(loss);
    Gradients.clip(parameters, set.update(), batch == 1 ? CLIP : 0, batch == 1 ? 0 : CLIP);
    optimizer.step(1);
    tape.reset();
    return mean;
  }

  /// What [#run] does: the recurrent and the output products, three times.
  public Work work() {
    double recurrent = 2.0 * steps * batch * cell.gates() * hidden * hidden;
    double output = 2.0 * steps * batch * hidden * VOCABULARY;
    double weights = 4.0 * cell.gates() * hidden * (hidden + VOCABULARY);
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
