package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.Teaching;
import dev.unroll.models.translation.TranslatorOptions;

/// All options of a run that learns to add.
///
/// @param data the problems
/// @param model the architecture
/// @param initializer how weights are drawn
/// @param teaching how problems are trained on
/// @param training how the model is trained
public record AdditionRun(
    Problems data,
    TranslatorOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    Teaching teaching,
    TrainingOptions training) {
  /// Problems that are made up.
  ///
  /// @param problems how many
  /// @param heldOut how many of them, the last, are held out
  /// @param problemSeed of their choice
  public record Problems(
      @Setting(value = "Problems that are made up.", label = "N") int problems,
      @Setting(value = "How many of them, the last, are held out.", label = "N") int heldOut,
      @Setting(value = "Seed of their choice.", label = "S") long problemSeed) {
    public Problems {
      Checks.positive("problems", problems);
      if (heldOut < 1 || heldOut >= problems) {
        throw new IllegalArgumentException(
            "held-out: expected 1 to %d of the %d problems, got %d"
                .formatted(problems - 1, problems, heldOut));
      }
    }

    /// 50,000 problems, 5,000 held out.
    public static Problems defaults() {
      return new Problems(50_000, 5_000, 1);
    }
  }
}
