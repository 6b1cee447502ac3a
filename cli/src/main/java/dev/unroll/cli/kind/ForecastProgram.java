package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.forecasting.ForecastData;
import dev.unroll.models.forecasting.ForecastOptions;
import dev.unroll.models.forecasting.ForecastTask;
import dev.unroll.models.forecasting.Forecaster;
import dev.unroll.models.forecasting.ForecasterKind;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The kind `forecast`: what comes next in a series of measurements.
public final class ForecastProgram implements Program<ForecastRun, Forecaster> {
  /// The kind, of which one is enough.
  public ForecastProgram() {}

  @Override
  public String name() {
    return "forecast";
  }

  @Override
  public String description() {
    return "Forecasts a column of a series of measurements some records ahead.";
  }

  /// Generated weather by the hour: the temperature a day ahead from the last two days.
  @Override
  public ForecastRun defaults() {
    return new ForecastRun(
        new SeriesData(null, List.of()),
        ForecastOptions.of("", 48, 1, 24).withResidual(true),
        Initializer.keras(),
        new ForecastData(0.7f, 0.15f, 32, 0, 24),
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.002f)));
  }

  /// The lecture's weather program in Keras; and half of the change since the latest record, seen every two hours in
  /// what differs from the mean, so that a spring and summer also say something about a winter.
  @Override
  public Map<String, ForecastRun> presets() {
    ForecastOptions lecture = ForecastOptions.weather("");
    ForecastOptions change =
        ForecastOptions.of("", lecture.past(), 12, lecture.farthest())
            .with(lecture.cell(), lecture.hidden(), 1, 0.5f)
            .withCenteredChange(0.5f);
    return Map.of(
        "weather",
        weather(lecture, 500, new OptimizerOptions.Rmsprop(0.001f, 0.9f, 1e-7f)),
        "weather-change",
        weather(change, 250, new OptimizerOptions.Adam(0.001f, 0.9f, 0.999f, 1e-8f, 1)));
  }

  private static ForecastRun weather(
      ForecastOptions options, int stepsPerEpoch, OptimizerOptions optimizer) {
    return new ForecastRun(
        new SeriesData(null, List.of("-9999")),
        options,
        Initializer.keras(),
        new ForecastData(0.7f, 0.15f, 128, stepsPerEpoch, 144),
        TrainingOptions.defaults().withOptimizer(optimizer).withClipping(0, 0));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(5);
  }

  @Override
  public ForecasterKind kind() {
    return new ForecasterKind();
  }

  @Override
  public Prepared<?> prepare(ForecastRun run, Forecaster given, Purpose purpose, Console console)
      throws IOException {
    ForecastOptions options = given != null ? given.options() : run.model();
    Series series = Stage.READING.run(() -> run.data().read(options));
    long seed = run.training().seed();
    ForecastData windows = run.windows();
    Forecaster model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new Forecaster(
                        options,
                        Standardization.of(series, 0, windows.trainingRows(series, options)),
                        Scope.fresh(seed, run.initializer())));
    ForecastTask task =
        purpose == Purpose.MEASURE
            ? ForecastTask.onWholeSeries(model, series, windows)
            : new ForecastTask(model, series, windows, seed);
    console.say(
        "series: %,d records of %d columns%s; %,d windows to train on, %,d held out",
        series.rows(),
        series.columns().size(),
        run.data().series() == null ? ", generated weather" : "",
        purpose == Purpose.MEASURE ? 0 : task.trainingWindows(),
        task.heldOutWindows());
    task.baselines().forEach(score -> console.say("baseline %s", score));
    console.say(
        "model: '%s' %s records ahead from %d of the last %d, %s, %d hidden units, %,d parameters",
        model.options().target(),
        model.options().horizons(),
        options.steps(),
        options.past(),
        options.cell().description(),
        options.hidden(),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  /// The last held-out records, and what the model said of them.
  @Override
  public Optional<Chart> chart(Task<?> task) {
    return task instanceof ForecastTask measured
        ? Optional.of(ForecastChart.of(measured))
        : Optional.empty();
  }

  /// The first line names columns, each of the others is a record of them, with commas in between; a record is
  /// answered by the forecasts after it once there are records enough.
  @Override
  public Optional<Prediction<Forecaster, ?>> prediction() {
    return Optional.of(Prediction.of(ForecastLines::new));
  }
}
