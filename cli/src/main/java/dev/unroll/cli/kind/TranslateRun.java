package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.Teaching;
import dev.unroll.models.translation.TranslatorOptions;

/// All options of a run that learns to translate.
///
/// @param data the pairs
/// @param model the architecture
/// @param minCount how often a token occurs in training at least; others are unknown
/// @param initializer how weights are drawn
/// @param teaching how pairs are trained on
/// @param training how the model is trained
public record TranslateRun(
    PairFiles data,
    TranslatorOptions model,
    @Setting(value = "A word is known if training has it so often.", label = "N") int minCount,
    @Setting("How weights are drawn.") Initializer initializer,
    Teaching teaching,
    TrainingOptions training) {
  public TranslateRun {
    Checks.positive("min-count", minCount);
  }
}
