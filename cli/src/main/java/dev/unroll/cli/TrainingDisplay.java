package dev.unroll.cli;

import dev.unroll.models.old.training.TrainingListener;

/// How a person follows a training.
interface TrainingDisplay extends TrainingListener, AutoCloseable {
  /// Shows a text between the reports of progress.
  void show(String text);

  /// Ends the display; nothing is shown after that.
  @Override
  void close();

  /// What fits an output.
  static TrainingDisplay on(Output output) {
    return output.terminal() ? new BarDisplay(output) : new LineDisplay(output);
  }
}
