package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.language.TextGenOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a textgenrnn.
///
/// @param data the texts
/// @param model the architecture
/// @param words which words a word model knows
/// @param lines whether each line is a text of its own
/// @param initializer how weights are drawn
/// @param batch tokens that are predicted in a step
/// @param validation the fraction of the tokens, the last, that is held out
/// @param training how the model is trained
public record TextGenRun(
    TextData data,
    TextGenOptions model,
    WordOptions words,
    @Setting("Each line is a text of its own; else all lines are one text.") boolean lines,
    @Setting("How weights are drawn.") Initializer initializer,
    @Setting(value = "Tokens that are predicted in a step.", label = "N") int batch,
    @Setting(value = "Fraction of the tokens, the last, that is held out.", label = "F")
        float validation,
    TrainingOptions training) {
  public TextGenRun {
    Checks.positive("batch", batch);
    Checks.within("validation", validation, 0, 0.9f);
  }
}
