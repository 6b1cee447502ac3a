package dev.unroll.cli;

import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.MinCharRnn;
import dev.unroll.models.old.Sampling;
import dev.unroll.models.old.training.Progress;
import dev.unroll.models.old.training.TrainingListener;

/// What the lecture's program prints: every 100 iterations a sample and the smoothed loss, which there
/// is the sum over a sequence.
final class MinCharRnnSamples implements TrainingListener {
  private final CharacterLanguageModel model;
  private final TrainingDisplay display;
  private final int sequence;

  MinCharRnnSamples(CharacterLanguageModel model, TrainingDisplay display, int sequence) {
    this.model = model;
    this.display = display;
    this.sequence = sequence;
  }

  @Override
  public void onStep(Progress progress) {
    if (progress.step() % MinCharRnn.SAMPLE_INTERVAL != 0) {
      return;
    }
    Sampling sampling =
        Sampling.of(MinCharRnn.SAMPLE_LENGTH).withTemperature(1).withSeed(progress.step());
    display.show(
        "----%n %s %n----%niter %d, loss: %f"
            .formatted(
                Output.harmless(model.generate("", sampling)),
                progress.step(),
                progress.smoothedLoss() * sequence));
  }
}
