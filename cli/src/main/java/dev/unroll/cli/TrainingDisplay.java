package dev.unroll.cli;

import dev.unroll.models.training.Progress;
import dev.unroll.models.training.TrainingListener;

/// How a person follows a training.
interface TrainingDisplay extends TrainingListener, AutoCloseable {
  @Override
  void onStep(Progress progress);

  /// Shows a text between the reports of progress.
  void show(String text);

  /// Ends the display; nothing is shown after that.
  @Override
  void close();

  /// What fits an output.
  ///
  /// @param quiet nothing at all
  /// @param items what is counted, in the plural
  static TrainingDisplay on(Output output, boolean quiet, String items) {
    if (quiet) {
      return new NoDisplay();
    }
    return output.terminal() ? new BarDisplay(output, items) : new LineDisplay(output, items);
  }

  /// Shows nothing.
  final class NoDisplay implements TrainingDisplay {
    @Override
    public void onStep(Progress progress) {}

    @Override
    public void show(String text) {}

    @Override
    public void close() {}
  }
}
