package dev.unroll.cli.kind;

import dev.unroll.models.data.Split;
import dev.unroll.models.driving.BendingRoad;
import dev.unroll.models.driving.DrivenFrame;
import dev.unroll.models.driving.Driver;
import dev.unroll.models.driving.DriverKind;
import dev.unroll.models.driving.DriverOptions;
import dev.unroll.models.driving.DrivingData;
import dev.unroll.models.driving.DrivingTask;
import dev.unroll.models.driving.Feedback;
import dev.unroll.models.driving.Form;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kind `drive`: the frames of a camera to steering.
public final class DriveProgram implements Program<DriveRun, Driver> {
  private static final int GENERATED = 1500;
  private static final int HELD_OUT = 400;
  private static final int EPOCHS = 15;

  /// The kind, of which one is enough.
  public DriveProgram() {}

  @Override
  public String name() {
    return "drive";
  }

  @Override
  public String description() {
    return "Steers a car by what its camera sees.";
  }

  @Override
  public DriveRun defaults() {
    return run(DriverOptions.of(Form.FEATURES).withSize(24, 48), new DrivingData(20, 5, true, 16));
  }

  /// Frames of 80 × 40: the first-place form, which is fed its own outputs; the same that reads the instruments of
  /// the frame before; the third-place form; and NVIDIA's, without memory.
  /// None is mirrored: a lap of a simulator's track bends to one side.
  @Override
  public Map<String, DriveRun> presets() {
    DriverOptions volume = DriverOptions.of(Form.VOLUME);
    return Map.of(
        "first-place",
        run(volume.with(Feedback.OWN, true), new DrivingData(10, 5, false, 16)),
        "instruments",
        run(volume.with(Feedback.TRUTH, true), new DrivingData(10, 5, false, 16)),
        "third-place",
        run(DriverOptions.of(Form.FEATURES), new DrivingData(50, 5, false, 8), training(0.002f, 4)),
        "nvidia",
        run(DriverOptions.of(Form.FRAME), new DrivingData(1, 1, false, 64)));
  }

  private static DriveRun run(DriverOptions model, DrivingData windows) {
    return run(model, windows, training(0.001f, 1));
  }

  private static DriveRun run(DriverOptions model, DrivingData windows, TrainingOptions training) {
    return new DriveRun(
        new DriveData(null, null, 0.2f, GENERATED), model, Initializer.torch(), windows, training);
  }

  private static TrainingOptions training(float learningRate, float clipNorm) {
    return TrainingOptions.defaults()
        .withOptimizer(new OptimizerOptions.Adam(learningRate))
        .withClipping(clipNorm, 0);
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(EPOCHS);
  }

  @Override
  public DriverKind kind() {
    return new DriverKind();
  }

  @Override
  public Prepared<?> prepare(DriveRun run, Driver given, Purpose purpose, Console console)
      throws IOException {
    DriverOptions options = given != null ? given.options() : run.model();
    Split.Parts<DrivenFrame> parts = Stage.READING.run(() -> parts(run.data(), options, purpose));
    console.say(
        "frames: %,d to train on, %,d held out, %d × %d%s",
        parts.training().size(),
        parts.heldOut().size(),
        options.width(),
        options.height(),
        run.data().log() == null ? ", of a generated road that bends" : "");
    long seed = run.training().seed();
    Driver model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new Driver(
                        options,
                        Driver.standardization(options, parts.training()),
                        Scope.fresh(seed, run.initializer())));
    DrivingTask task =
        Stage.READING.run(
            () -> new DrivingTask(model, parts.training(), parts.heldOut(), run.windows(), seed));
    task.baselines().forEach(score -> console.say("baseline %s", score));
    console.say(
        "model: form %s, %s, feedback %s, %,d parameters",
        options.form().name().toLowerCase(Locale.ROOT),
        options.form() == Form.FRAME
            ? "no memory"
            : options.cell().description() + " with " + options.hidden() + " hidden units",
        options.feedback().name().toLowerCase(Locale.ROOT),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  private static Split.Parts<DrivenFrame> parts(
      DriveData data, DriverOptions options, Purpose purpose) throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    int height = options.height();
    int width = options.width();
    if (data.log() == null) {
      return new Split.Parts<>(
          measure ? List.of() : BendingRoad.drive(data.generated(), height, width, 1),
          BendingRoad.drive(Math.min(data.generated(), HELD_OUT), height, width, 2));
    }
    List<DrivenFrame> drive = data.read(height, width);
    return measure ? new Split.Parts<>(List.of(), drive) : new Split.Last(data.heldOut()).of(drive);
  }

  /// What a log is answered with.
  ///
  /// @param frames the directory with its pictures
  /// @param chart the file to draw into how the model steers and how it was steered; null for none
  public record Answer(
      @Setting(value = "Directory with the log's pictures.", label = "DIRECTORY") Path frames,
      @Setting(value = "SVG file to draw predicted and true steering into.", label = "FILE")
          Path chart) {}

  /// The lines are the rows of a driving log, the answers those of a table.
  @Override
  public Optional<Prediction<Driver, ?>> prediction() {
    return Optional.of(
        new Prediction<Driver, Answer>() {
          @Override
          public Answer defaults() {
            return new Answer(null, null);
          }

          @Override
          public Predictor predictor(Driver model, Answer answer, Console console) {
            if (answer.frames() == null) {
              throw new IllegalArgumentException(
                  "frames: expected the directory with the log's pictures, got none: name it by --frames");
            }
            return new DriveLines(model, answer.frames(), answer.chart());
          }
        });
  }
}
