package dev.unroll.cli.kind;

import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a language model.
///
/// @param data the text
/// @param model the architecture
/// @param words which words a word model knows
/// @param initializer how weights are drawn
/// @param streams how the text is cut up
/// @param training how the model is trained
/// @param samples how what it writes is shown
public record LanguageRun(
    TextData data,
    LanguageModelOptions model,
    WordOptions words,
    @Setting("How weights are drawn.") Initializer initializer,
    TextOptions streams,
    TrainingOptions training,
    @Setting("How samples are shown.") Samples samples) {}
