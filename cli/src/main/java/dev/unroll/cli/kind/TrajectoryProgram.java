package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.models.data.Split;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.trajectory.BouncingBall;
import dev.unroll.models.trajectory.TrajectoryData;
import dev.unroll.models.trajectory.TrajectoryModel;
import dev.unroll.models.trajectory.TrajectoryModelKind;
import dev.unroll.models.trajectory.TrajectoryOptions;
import dev.unroll.models.trajectory.TrajectoryTask;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kind `trajectory`: where something that moves goes next.
public final class TrajectoryProgram implements Program<TrajectoryRun, TrajectoryModel> {
  private static final int BALLS = 2000;
  private static final int HELD_OUT_BALLS = 500;
  private static final int EPOCHS = 30;

  /// The kind, of which one is enough.
  public TrajectoryProgram() {}

  @Override
  public String name() {
    return "trajectory";
  }

  @Override
  public String description() {
    return "Predicts where something that moves goes next, such as a ball or pedestrians.";
  }

  /// A ball between walls, which has to be seen where it is, and not turned.
  @Override
  public TrajectoryRun defaults() {
    return new TrajectoryRun(
        TrackData.generated(),
        TrajectoryOptions.defaults().withPositions(),
        Initializer.torch(),
        new TrajectoryData(64, false, 1, 0),
        training());
  }

  /// Pedestrians, on displacements, in all directions and at all speeds. Which model is best say some of the tracks to
  /// train on: what is held out is another place, that shall not be known.
  @Override
  public Map<String, TrajectoryRun> presets() {
    return Map.of(
        "pedestrians",
        new TrajectoryRun(
            new TrackData(List.of(), List.of(), 10),
            TrajectoryOptions.defaults().with(Cell.LSTM, 64, 0.3f),
            Initializer.torch(),
            TrajectoryData.defaults(),
            training()));
  }

  private static TrainingOptions training() {
    return TrainingOptions.defaults()
        .withOptimizer(new OptimizerOptions.Adam(0.002f))
        .withSchedule(new Schedule.Exponential(0.9f))
        .withClipping(1, 0);
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(EPOCHS);
  }

  @Override
  public TrajectoryModelKind kind() {
    return new TrajectoryModelKind();
  }

  @Override
  public Prepared<?> prepare(
      TrajectoryRun run, TrajectoryModel given, Purpose purpose, Console console)
      throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    TrajectoryOptions options = given != null ? given.options() : run.model();
    TrackData data = run.data();
    boolean ball = data.tracks().isEmpty();
    int length = options.length();
    List<float[]> first =
        ball
            ? BouncingBall.tracks(BALLS, length, 1)
            : Stage.READING.run(() -> TrackData.read(data.tracks(), options, console));
    List<float[]> second =
        ball
            ? BouncingBall.tracks(HELD_OUT_BALLS, length, 2)
            : Stage.READING.run(() -> TrackData.read(data.heldOut(), options, console));
    List<float[]> heldOut = measure && data.heldOut().isEmpty() ? first : second;
    Split.Parts<float[]> parts = measure ? new Split.Parts<>(first, List.of()) : data.split(first);
    console.say(
        "tracks: %,d to train on,%s %,d held out%s",
        parts.training().size(),
        parts.heldOut().isEmpty() ? "" : " %,d to choose by,".formatted(parts.heldOut().size()),
        heldOut.size(),
        ball ? ", of a generated ball that bounces" : "");
    long seed = run.training().seed();
    TrajectoryModel model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new TrajectoryModel(options, Scope.fresh(seed, run.initializer())));
    TrajectoryTask task =
        parts.heldOut().isEmpty()
            ? new TrajectoryTask(model, parts.training(), heldOut, run.tracks(), seed)
            : new TrajectoryTask(
                model, parts.training(), parts.heldOut(), heldOut, run.tracks(), seed);
    task.baselines().forEach(score -> console.say("baseline %s", score));
    console.say(
        "model: %d positions to %d, %s, %d hidden units, %,d parameters",
        options.observed(),
        options.predicted(),
        options.cell().description(),
        options.hidden(),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  /// Some held-out tracks, and where the model said that they go.
  @Override
  public Optional<Chart> chart(Task<?> task) {
    return task instanceof TrajectoryTask measured
        ? Optional.of(TrajectoryChart.of(measured))
        : Optional.empty();
  }

  /// A line of x and y of each observed position in turn is answered by those of the predicted ones.
  @Override
  public Optional<Prediction<TrajectoryModel, ?>> prediction() {
    return Optional.of(Prediction.of(model -> line -> predicted(model, line)));
  }

  private static String predicted(TrajectoryModel model, String line) {
    String[] words = line.strip().split("\\s+");
    float[] observed = new float[words.length];
    for (int i = 0; i < observed.length; i++) {
      try {
        observed[i] = Float.parseFloat(words[i]);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "expected numbers, x and y of each position, got '%s'".formatted(words[i]), e);
      }
    }
    StringBuilder text = new StringBuilder();
    for (float each : model.predict(observed)) {
      text.append(text.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.3f", each));
    }
    return text.toString();
  }
}
