package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.tagging.TaggerOptions;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a tagger.
///
/// @param data the sentences
/// @param model the architecture
/// @param minCount how often a word occurs at least to be known
/// @param initializer how weights are drawn
/// @param batch sentences of a step
/// @param training how the model is trained
public record TagRun(
    TaggedData data,
    TaggerOptions model,
    @Setting("Words that occur fewer times count as unknown.") int minCount,
    @Setting("How weights are drawn.") Initializer initializer,
    @Setting(value = "Sentences of a step.", label = "N") int batch,
    TrainingOptions training) {
  public TagRun {
    Checks.positive("min-count", minCount);
    Checks.positive("batch", batch);
  }
}
