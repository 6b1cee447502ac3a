package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.language.FixedWindowOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a fixed-window language model.
///
/// @param data the text
/// @param model the architecture
/// @param words which words a word model knows
/// @param initializer how weights are drawn
/// @param batch windows of a step
/// @param validation the fraction of the text, its last part, that is held out
/// @param compare whether to print how parameters grow with the window, beside a recurrent model's
/// @param training how the model is trained
public record FixedWindowRun(
    TextData data,
    FixedWindowOptions model,
    WordOptions words,
    @Setting("How weights are drawn.") Initializer initializer,
    @Setting(value = "Windows of a step.", label = "N") int batch,
    @Setting(value = "Fraction of the text, its last part, that is held out.", label = "F")
        float validation,
    @Setting("Print how parameters grow with the window, beside a recurrent model's.")
        boolean compare,
    TrainingOptions training) {
  public FixedWindowRun {
    Checks.positive("batch", batch);
    Checks.within("validation", validation, 0, 0.9f);
  }
}
