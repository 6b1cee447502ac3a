package dev.unroll.cli.kind;

import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;
import java.util.Optional;

/// A kind of one's own: it learns the line `y = slope·x + 1` from points on it.
public final class LineProgram implements Program<LineProgram.Run, LineModel> {
  /// All options of a run.
  public record Run(Data data, TrainingOptions training) {}

  /// What is read.
  public record Data(
      @Setting("The slope of the line.") float slope,
      @Setting("How many points to learn from.") int points) {}

  /// The kind.
  public LineProgram() {}

  @Override
  public String name() {
    return "line";
  }

  @Override
  public String description() {
    return "Learns a line.";
  }

  @Override
  public Run defaults() {
    return new Run(new Data(2, 64), TrainingOptions.defaults());
  }

  @Override
  public LineModel.OfFiles kind() {
    return new LineModel.OfFiles();
  }

  @Override
  public Prepared<?> prepare(Run run, LineModel given, Purpose purpose, Console console) {
    LineModel model = given != null ? given : LineModel.fresh(run.training().seed());
    console.say("line: %d points", run.data().points());
    return new Prepared<>(
        new LineTask(model, run.data().slope(), run.data().points()), run.training());
  }

  @Override
  public Optional<Prediction<LineModel, ?>> prediction() {
    return Optional.of(
        Prediction.of(model -> line -> "%.1f".formatted(model.at(Float.parseFloat(line)))));
  }
}
