package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.language.NgramOptions;
import dev.unroll.models.settings.Setting;

/// All options of a Markov model.
///
/// @param data the text
/// @param model what is counted
/// @param words which words a word model knows
/// @param validation the fraction of the text, its last part, that is held out
public record NgramRun(
    TextData data,
    NgramOptions model,
    WordOptions words,
    @Setting(value = "Fraction of the text, its last part, that is held out.", label = "F")
        float validation) {
  public NgramRun {
    Checks.within("validation", validation, 0, 0.9f);
  }
}
