package dev.unroll.cli;

import dev.unroll.models.old.training.Progress;

/// Shows nothing.
final class QuietDisplay implements TrainingDisplay {
  @Override
  public void onStep(Progress progress) {}

  @Override
  public void show(String text) {}

  @Override
  public void close() {}
}
