package dev.unroll.cli;

import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.Sampling;
import dev.unroll.models.old.training.Progress;
import dev.unroll.models.old.training.TrainingListener;
import java.time.Duration;

/// Shows what the model in training writes: every five seconds at first, and more rarely in a long run.
/// Samples draw on no random stream of the training.
final class SampleSchedule implements TrainingListener {
  private static final Duration FIRST = Duration.ofSeconds(3);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /// The pause between samples is at least this part of the time that has passed.
  private static final int PART = 10;

  private static final int LENGTH = 240;

  private final CharacterLanguageModel model;
  private final TrainingDisplay display;
  private Duration next = FIRST;

  SampleSchedule(CharacterLanguageModel model, TrainingDisplay display) {
    this.model = model;
    this.display = display;
  }

  @Override
  public void onStep(Progress progress) {
    Duration elapsed = progress.elapsed();
    if (elapsed.compareTo(next) < 0) {
      return;
    }
    Duration rare = elapsed.dividedBy(PART);
    next = elapsed.plus(rare.compareTo(INTERVAL) > 0 ? rare : INTERVAL);
    String sample = model.generate("", Sampling.of(LENGTH).withSeed(progress.step()));
    display.show(
        "--- step %,d, smoothed loss %.3f, the model writes:%n%s%n---"
            .formatted(progress.step(), progress.smoothedLoss(), Output.harmless(sample)));
  }
}
