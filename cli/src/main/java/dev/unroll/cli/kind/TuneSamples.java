package dev.unroll.cli.kind;

import dev.unroll.cli.music.Tune;
import dev.unroll.cli.music.Tunes;
import dev.unroll.models.language.Sampling;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.training.Progress;

/// Tunes in ABC notation that a model writes as it learns: one of them, and how many can be played as they stand.
final class TuneSamples implements Examples {
  private static final int LENGTH = 3000;
  private static final int LINES = 20;
  private static final float TEMPERATURE = 0.7f;
  private static final String BEGINNING = "X:";

  private final Examples schedule;
  private final TextModel model;

  TuneSamples(Examples schedule, TextModel model) {
    this.schedule = schedule;
    this.model = model;
  }

  @Override
  public boolean due(Progress progress) {
    return schedule.due(progress);
  }

  @Override
  public String show(Progress progress) {
    Sampling sampling = Sampling.of(LENGTH).withTemperature(TEMPERATURE).withSeed(progress.step());
    Tunes tunes = Tunes.written(BEGINNING + model.generate(BEGINNING, sampling));
    StringBuilder shown =
        new StringBuilder(
            "--- step %,d, smoothed loss %.3f%n"
                .formatted(progress.step(), progress.smoothedLoss()));
    tunes.texts().getFirst().lines().limit(LINES).forEach(line -> shown.append(line).append('\n'));
    for (Tune tune : tunes.tunes().subList(0, Math.min(1, tunes.tunes().size()))) {
      shown.append(tune.isValid() ? "" : "(" + tune.problems().getFirst() + ")\n");
    }
    return shown.append("--- ").append(tunes.verdict()).toString();
  }
}
