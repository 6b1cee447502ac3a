package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.classification.ClassificationOptions;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a classifier of texts.
///
/// @param data the labelled texts
/// @param model the architecture
/// @param vocabulary ids of tokens at most
/// @param initializer how weights are drawn
/// @param examples how the texts are trained on
/// @param training how the model is trained
public record TextClassifierRun(
    LabelledData data,
    TextClassifierOptions model,
    @Setting(value = "Ids of tokens at most: the most frequent in training.", label = "V")
        int vocabulary,
    @Setting("How weights are drawn.") Initializer initializer,
    ClassificationOptions examples,
    TrainingOptions training) {
  public TextClassifierRun {
    Checks.positive("vocabulary", vocabulary);
  }
}
