package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.memory.MemoryOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run on a memory task.
///
/// @param model the task and the architecture
/// @param initializer how weights are drawn
/// @param batch sequences of a step
/// @param training how the model is trained
public record MemoryRun(
    MemoryOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    @Setting(value = "Sequences of a step.", label = "N") int batch,
    TrainingOptions training) {
  public MemoryRun {
    Checks.positive("batch", batch);
  }
}
