package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.captioning.CaptionerOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that learns to say what pictures show.
///
/// @param data the pictures
/// @param model the architecture
/// @param minimumCount how often a word of the vocabulary occurs at least
/// @param initializer how weights but those that read the picture are drawn
/// @param batch pictures of a step
/// @param training how the model is trained
public record CaptionRun(
    PictureData data,
    CaptionerOptions model,
    @Setting(value = "How often a word of the vocabulary occurs at least.", label = "N")
        int minimumCount,
    @Setting("How weights are drawn, but those that read the picture.") Initializer initializer,
    @Setting(value = "Pictures of a step.", label = "N") int batch,
    TrainingOptions training) {
  public CaptionRun {
    Checks.positive("minimum-count", minimumCount);
    Checks.positive("batch", batch);
  }
}
