package dev.unroll.cli.kind;

import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.memory.MemoryModel;
import dev.unroll.models.memory.MemoryModelKind;
import dev.unroll.models.memory.MemoryOptions;
import dev.unroll.models.memory.MemoryProblem;
import dev.unroll.models.memory.MemoryTask;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.TrainingOptions;
import java.util.Map;

/// The kind `memory`: what cells and initial weights do for remembering.
public final class MemoryProgram implements Program<MemoryRun, MemoryModel> {
  /// The kind, of which one is enough.
  public MemoryProgram() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "The adding problem and the copy task, which ask for nothing but memory.";
  }

  @Override
  public MemoryRun defaults() {
    return run(MemoryOptions.defaults(), Initializer.torch().withForgetBias(1), 0.003f);
  }

  @Override
  public Map<String, MemoryRun> presets() {
    return Map.of(
        "irnn", run(adding(Cell.RNN_RELU), new Initializer.Identity(1, 0.1f, 0), 0.001f),
        "tanh", run(adding(Cell.RNN), Initializer.torch(), 0.001f));
  }

  private static MemoryOptions adding(Cell cell) {
    return new MemoryOptions(MemoryProblem.ADDING, 50, cell, 100, 1);
  }

  private static MemoryRun run(MemoryOptions model, Initializer initializer, float rate) {
    TrainingOptions training =
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(rate))
            .withClipping(1, 0);
    return new MemoryRun(model, initializer, 32, training);
  }

  @Override
  public MemoryModelKind kind() {
    return new MemoryModelKind();
  }

  @Override
  public Prepared<?> prepare(MemoryRun run, MemoryModel given, Purpose purpose, Console console) {
    long seed = run.training().seed();
    MemoryModel model =
        given != null ? given : new MemoryModel(run.model(), Scope.fresh(seed, run.initializer()));
    MemoryTask task = new MemoryTask(model, run.batch(), seed);
    MemoryOptions options = model.options();
    console.say(
        "%s: %d steps; who remembers nothing reaches %s %.3f",
        options.problem() == MemoryProblem.ADDING ? "adding problem" : "copy task",
        options.steps(),
        task.lossMetric().name(),
        task.baseline());
    console.say(
        "model: %s, %d hidden units, %,d parameters",
        options.cell().description(), options.hidden(), model.parameterCount());
    return new Prepared<>(task, run.training());
  }
}
