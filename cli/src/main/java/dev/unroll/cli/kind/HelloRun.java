package dev.unroll.cli.kind;

import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that learns to spell a word.
///
/// @param word the word
/// @param model the architecture
/// @param initializer how weights are drawn
/// @param training how the model is trained
public record HelloRun(
    @Setting("The word to spell.") String word,
    LanguageModelOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    TrainingOptions training) {}
