package dev.unroll.models.memory;

import static dev.unroll.autograd.op.Ops.reshape;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.settings.Settings;
import java.util.List;

/// Recurrent layers that are to remember:
///
///     h[t] = recurrent layers on x[t]
///     sum  = w·h[T] + b                   adding problem
///     p[t] = softmax(W h[t] + b)          copy task
///
/// With [Cell#RNN_RELU][dev.unroll.models.layer.Cell] and [Initializer.Identity] it is the IRNN.
///
///     MemoryModel irnn =
///         MemoryModel.build(
///             new MemoryOptions(MemoryProblem.ADDING, 20, Cell.RNN_RELU, 32, 1),
///             new Initializer.Identity(1, 0.1f, 0),
///             1);
///     var task = new MemoryTask(irnn, 32, 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(3)).run(TrainingListener.NONE);
public final class MemoryModel implements Model {
  private final MemoryOptions options;
  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  public MemoryModel(MemoryOptions options, Scope scope) {
    this.options = options;
    recurrent = new Recurrent(scope.in("recurrent"), options.recurrent());
    output = new Linear(scope.in("output"), options.hidden(), options.outputs());
    parameters = scope.parameters();
  }

  /// A new model.
  public static MemoryModel build(MemoryOptions options, Initializer by, long seed) {
    return new MemoryModel(options, Scope.fresh(seed, by));
  }

  @Override
  public String kind() {
    return MemoryModelKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The task and the architecture.
  public MemoryOptions options() {
    return options;
  }

  /// The recurrent layers.
  public Recurrent recurrent() {
    return recurrent;
  }

  /// The sums `[N,1]` of the adding problem, the logits `[T·N,10]` of the copy task.
  public Variable forward(Pass pass, MemoryBatches.Batch batch) {
    if (options.problem() == MemoryProblem.COPY) {
      Variable y = recurrent.forward(pass, batch.symbols(), null).y();
      return reshape(output.forward(pass, y), -1, options.outputs());
    }
    Sequence x = new Sequence.Features(pass.tape().constant(batch.numbers()));
    return output.forward(pass, recurrent.forward(pass, x, null).last().h().getLast());
  }
}
