package dev.unroll.models.forecasting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.Series;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ForecasterTest {
  private static final ForecastOptions OPTIONS =
      ForecastOptions.of("wave", 12, 2, 3).with(Cell.GRU, 8, 1, 0).withResidual(true);
  private static final ForecastData DATA = new ForecastData(0.7f, 0.15f, 16, 0, 10);
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.02f));

  /// A noisy wave of period 10 and a column that says nothing.
  private static Series series(int rows) {
    RandomStream random = new RandomStream(4);
    float[] values = new float[2 * rows];
    for (int row = 0; row < rows; row++) {
      values[2 * row] = (float) random.nextGaussian();
      values[2 * row + 1] =
          (float) (20 + 5 * Math.sin(row * Math.PI / 5) + 0.5 * random.nextGaussian());
    }
    return new Series(List.of("noise", "wave"), values);
  }

  private static ForecastTask task(Forecaster model) {
    return new ForecastTask(model, series(400), DATA, 1);
  }

  private static Forecaster model() {
    return Forecaster.build(OPTIONS, series(400), DATA, 1);
  }

  @Test
  void learnsMoreThanPersistenceAndSeasonKnow() throws IOException {
    ForecastTask task = task(model());
    assertSame(task.training(), task.training()); // asked for at every step
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(8)).run(TrainingListener.NONE);
    double mae = result.scores().getFirst().value();
    List<Score> baselines = task.baselines();
    assertEquals(
        List.of("persistence", "seasonal"),
        baselines.stream().map(score -> score.metric().name()).toList());
    assertTrue(baselines.getFirst().value() > 4, baselines.toString());
    assertTrue(mae < 0.9 * baselines.getLast().value(), mae + " " + baselines);
    assertEquals(4, task.examples().size());
    assertTrue(task.onTestPart().heldOutWindows() > 0);
  }

  @Test
  void windowsLieWhollyWithinTheirPart() {
    ForecastTask task = task(model());
    // 280, 60 and 60 records, the latest read 10 after the first, the farthest target 3 after that
    assertEquals(280 - 10 - 3, task.trainingWindows());
    assertEquals(60 - 10 - 3, task.heldOutWindows());
    assertEquals(60 - 10 - 3, task.onTestPart().heldOutWindows());
  }

  @Test
  void aWindowReadsEveryStepUpToTheLatestRecord() {
    float[] values = new float[40];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Series series = new Series(List.of("t"), values);
    ForecastOptions options = ForecastOptions.of("t", 7, 3, 5).withHorizons(5, 1);
    Forecaster model = Forecaster.build(options, series, new ForecastData(1, 0, 2, 0, 0), 1);
    Windows.Batch batch = new Windows(series, model, 3, 39).batch(new int[] {3, 36});
    assertArrayEquals(new int[] {2, 2, 1}, batch.inputs().shape().dimensions());
    assertArrayEquals(new float[] {0, 33, 3, 36}, original(model, batch.inputs()), 1e-4f);
    assertArrayEquals(new float[] {3, 36}, original(model, batch.latest()), 1e-4f);
    assertArrayEquals(new float[] {8, 4, Float.NaN, 37}, original(model, batch.targets()), 1e-4f);
  }

  @Test
  void aCenteredWindowIsReadRelativeToItsMean() {
    Forecaster model = Forecaster.build(OPTIONS.withCenteredChange(0.5f), series(400), DATA, 1);
    Windows.Batch batch = new Windows(series(400), model, 10, 399).batch(new int[] {10, 99, 200});
    Windows.Batch plain = new Windows(series(400), model(), 10, 399).batch(new int[] {10, 99, 200});
    for (int n = 0; n < 3; n++) {
      for (int c = 0; c < 2; c++) {
        double sum = 0;
        for (int t = 0; t < 6; t++) {
          sum += batch.inputs().get(t, n, c);
        }
        assertEquals(0, sum, 1e-5);
        assertEquals(
            plain.inputs().get(5, n, c) - plain.inputs().get(2, n, c),
            batch.inputs().get(5, n, c) - batch.inputs().get(2, n, c),
            1e-5);
      }
    }
    assertArrayEquals(plain.latest().toArray(), batch.latest().toArray(), 0);
    assertArrayEquals(plain.targets().toArray(), batch.targets().toArray(), 0);
  }

  @Test
  void aShareOfTheChangeIsBelievedOutsideTraining() {
    Forecaster whole = Forecaster.build(OPTIONS.withCenteredChange(1), series(400), DATA, 1);
    Forecaster quarter = Forecaster.build(OPTIONS.withCenteredChange(0.25f), series(400), DATA, 1);
    Series series = series(50);
    float latest = series.at(49, 1);
    float change = whole.forecast(series)[0] - latest;
    assertTrue(Math.abs(change) > 0.05, "change " + change);
    assertEquals(latest + 0.25f * change, quarter.forecast(series)[0], 1e-4f);
    // the loss in training is that of the whole change
    ForecastTask one = task(whole);
    ForecastTask other = task(quarter);
    Tape tape = new Tape();
    RandomStream random = new RandomStream(1);
    float loss = one.loss(new Pass(tape, random), one.training().read(0, 0)).mean().value().item();
    assertEquals(
        loss,
        other.loss(new Pass(tape, random), other.training().read(0, 0)).mean().value().item());
  }

  private static float[] original(Forecaster model, Tensor standard) {
    float[] values = standard.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = model.standardization().original(0, values[i]);
    }
    return values;
  }

  @Test
  void severalHorizonsAreScoredEach() throws IOException {
    Forecaster model = Forecaster.build(OPTIONS.withHorizons(1, 4), series(400), DATA, 1);
    ForecastTask task = task(model);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(1)).run(TrainingListener.NONE);
    assertEquals(
        List.of("mae", "mae-1-ahead", "mae-4-ahead"),
        result.scores().stream().map(score -> score.metric().name()).toList());
    double mean = (result.scores().get(1).value() + result.scores().get(2).value()) / 2;
    assertEquals(mean, result.scores().getFirst().value(), 1e-9);
    assertEquals(2, model.forecast(series(30)).length);
  }

  /// A series of 400,000 records of 14 columns is 22.4 million bytes; written out, its windows of 240 records would be
  /// 240 times that.
  @Test
  void windowsAreViews() {
    int rows = 400_000;
    int columns = 14;
    float[] values = new float[rows * columns];
    RandomStream random = new RandomStream(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    List<String> names = IntStream.range(0, columns).mapToObj(column -> "c" + column).toList();
    Series series = new Series(names, values);
    long bytes =
        Allocations.fewestBytes(
            1,
            () -> {
              ForecastOptions options = ForecastOptions.weather("c1");
              ForecastData data = new ForecastData(0.7f, 0.15f, 8, 10, 0);
              Forecaster model = Forecaster.build(options, series, data, 1);
              ForecastTask task = new ForecastTask(model, series, data, 1);
              Batches<Windows.Batch> batches = task.training();
              for (int k = 0; k < 10; k++) {
                batches.read(0, k);
              }
              assertEquals(280_000 - 717 - 144, task.trainingWindows());
            });
    assertTrue(bytes < 4L * values.length, "%,d bytes".formatted(bytes));
  }

  @Test
  void aNewResidualModelSaysAlmostThatNothingChanges() {
    Forecaster model = model();
    model.parameters().forEach(parameter -> parameter.value().fill(0));
    Series series = series(40);
    assertEquals(series.at(39, 1), model.forecast(series)[0], 1e-4f);
  }

  @Test
  void aLoadedModelGivesTheSameBits(@TempDir Path directory) throws IOException {
    Forecaster model = model();
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Forecaster loaded = Models.load(file, Forecaster.class);
    assertEquals(model.standardization(), loaded.standardization());
    assertArrayEquals(model.forecast(series(50)), loaded.forecast(series(50)), 0);
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ForecastData random = new ForecastData(0.7f, 0.15f, 8, 5, 0);
    ResumeCheck.check(
        directory,
        Forecaster.class,
        () -> Forecaster.build(OPTIONS.with(Cell.LSTM, 4, 2, 0.2f), series(400), random, 1),
        model -> new ForecastTask(model, series(400), random, 1),
        TRAINING,
        12,
        7);
  }

  @Test
  void badInputIsRefused() {
    assertEquals(
        "there is no column 'rain'; there are noise, wave",
        message(() -> Forecaster.build(ForecastOptions.of("rain", 3, 1, 1), series(99), DATA, 1)));
    assertEquals(
        "the training part has 7 of the series' 10 records, but a window spans 14: 11 of the past and 3 ahead",
        message(() -> Forecaster.build(OPTIONS, series(10), DATA, 1)));
    assertEquals(
        "the series has 9 records, but the model looks at 11: give it more, or make the past shorter",
        message(() -> model().forecast(series(9))));
    assertThrows(IllegalArgumentException.class, () -> new ForecastData(0.8f, 0.3f, 1, 0, 0));
    assertEquals(
        "share: expected a number from 0.0 to 1.0, got 1.5",
        message(() -> OPTIONS.withCenteredChange(1.5f)));
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }
}
