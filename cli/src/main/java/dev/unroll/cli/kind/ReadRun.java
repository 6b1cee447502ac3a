package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.reading.PictureReaderOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that learns to read pictures.
///
/// @param data the pictures
/// @param model the architecture
/// @param initializer how weights but those of the convolutions are drawn
/// @param batch pictures of a step
/// @param training how the model is trained
public record ReadRun(
    PictureData data,
    PictureReaderOptions model,
    @Setting("How weights are drawn, but those of the convolutions.") Initializer initializer,
    @Setting(value = "Pictures of a step.", label = "N") int batch,
    TrainingOptions training) {
  public ReadRun {
    Checks.positive("batch", batch);
  }
}
