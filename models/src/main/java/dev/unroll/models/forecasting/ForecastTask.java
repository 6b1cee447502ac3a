package dev.unroll.models.forecasting;

import static dev.unroll.autograd.op.Ops.mae;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.ForecastData.Part;
import dev.unroll.models.forecasting.ForecastData.Range;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains a [Forecaster] by the mean absolute error (MAE) of its standardized predictions, and measures it by the
/// MAE in the target's unit.
public final class ForecastTask implements Task<Windows.Batch> {
  private static final int MEASURED = 256;
  private static final int EXAMPLES = 4;

  private final Forecaster model;
  private final ForecastOptions options;
  private final ForecastData data;
  private final Series series;
  private final Windows training;
  private final Windows heldOut;
  private final long seed;
  private final Batches<Windows.Batch> batches;
  private final Part measured;
  private final float deviation;

  /// A task that is measured on the validation part.
  ///
  /// @param series without missing numbers
  /// @param seed of the order of the windows
  /// @throws IllegalArgumentException if the series lacks a column or is too short for a window
  public ForecastTask(Forecaster model, Series series, ForecastData data, long seed) {
    this(model, series, data, seed, Part.VALIDATION);
  }

  private ForecastTask(
      Forecaster model, Series series, ForecastData data, long seed, Part measured) {
    this.model = model;
    this.series = series;
    this.data = data;
    this.seed = seed;
    this.measured = measured;
    options = model.options();
    training = windows(data.training(series, options));
    heldOut = windows(data.range(series, measured));
    batches =
        data.stepsPerEpoch() == 0
            ? BucketedBatches.shuffled(
                new int[training.count()], data.batch(), seed, series.fingerprint(), this::windows)
            : new RandomWindows();
    int target = model.standardization().columns().indexOf(options.target());
    deviation = model.standardization().deviations().get(target);
  }

  /// The same task measured on the test part, which no training sees.
  public ForecastTask onTestPart() {
    return new ForecastTask(model, series, data, seed, Part.TEST);
  }

  /// A task that is measured on all windows of a series, which is to be another than was trained on.
  ///
  /// @throws IllegalArgumentException if the series lacks a column or is too short for a window
  public static ForecastTask onWholeSeries(Forecaster model, Series series, ForecastData data) {
    return new ForecastTask(model, series, data.whole(), 1, Part.ALL);
  }

  private Windows windows(Range range) {
    int first = range.from() + options.span() - 1;
    return new Windows(series, model, first, range.to() - 1 - options.farthest());
  }

  @Override
  public Forecaster model() {
    return model;
  }

  /// Windows to train on.
  public int trainingWindows() {
    return training.count();
  }

  /// Windows to measure on.
  public int heldOutWindows() {
    return heldOut.count();
  }

  @Override
  public Batches<Windows.Batch> training() {
    return batches;
  }

  private Windows.Batch windows(int[] indices) {
    return training.batch(Arrays.stream(indices).map(training::latest).toArray());
  }

  /// Windows drawn at random, with repetition.
  private final class RandomWindows implements Batches<Windows.Batch> {
    private final String fingerprint = series.fingerprint();

    @Override
    public int count(int epoch) {
      return data.stepsPerEpoch();
    }

    @Override
    public Windows.Batch read(int epoch, int k) {
      RandomStream random = RandomStream.named(seed, "windows %d of epoch %d".formatted(k, epoch));
      int[] drawn = new int[data.batch()];
      Arrays.setAll(drawn, _ -> random.nextInt(training.count()));
      return windows(drawn);
    }

    @Override
    public String fingerprint() {
      return fingerprint;
    }
  }

  @Override
  public Batches<Windows.Batch> validation() {
    return BucketedBatches.sorted(
        new int[heldOut.count()],
        MEASURED,
        "held-out windows",
        indices -> heldOut.batch(Arrays.stream(indices).map(heldOut::latest).toArray()));
  }

  @Override
  public Loss loss(Pass pass, Windows.Batch batch) {
    return Loss.of(mae(model.forward(pass, batch), pass.tape().constant(batch.targets())));
  }

  @Override
  public Metric lossMetric() {
    return Metric.lower("standardized-mae", "");
  }

  /// The MAE over all horizons, then, of several, that of each.
  @Override
  public Evaluation<Windows.Batch> evaluation() {
    int horizons = options.horizons().size();
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Windows.Batch batch) {
        Tensor y = model.forward(pass, batch).value();
        double[] sums = new double[horizons + 1];
        for (int i = 0; i < y.elements(); i++) {
          double error = (double) y.data()[y.offset() + i] - batch.targets().data()[i];
          sums[i % horizons] += Math.abs(error) * deviation;
        }
        sums[horizons] = batch.targets().shape().dimension(0);
        return sums;
      }

      @Override
      public List<Score> scores(double[] totals) {
        double[] means = new double[horizons];
        Arrays.setAll(means, k -> totals[k] / totals[horizons]);
        return named("mae", means);
      }
    };
  }

  /// The mean of all, then, of several, each.
  private List<Score> named(String name, double[] means) {
    List<Score> scores = new ArrayList<>();
    scores.add(
        new Score(Metric.lower(name, ""), Arrays.stream(means).average().orElse(Double.NaN)));
    for (int k = 0; k < means.length && means.length > 1; k++) {
      String each = "%s-%d-ahead".formatted(name, options.horizons().get(k));
      scores.add(new Score(Metric.lower(each, ""), means[k]));
    }
    return scores;
  }

  /// The MAE, on the held-out windows, of two rules without a network: that nothing changes (persistence), and
  /// that the last season repeats itself. Empty if nothing is held out.
  public List<Score> baselines() {
    if (heldOut.count() == 0) {
      return List.of();
    }
    List<Score> scores = new ArrayList<>(named("persistence", errors(0)));
    if (data.season() > 0) {
      scores.addAll(named("seasonal", errors(data.season())));
    }
    return scores;
  }

  /// What the model and the baselines reach on the test part, unless that is what is measured, or there is none.
  @Override
  public List<String> findings() {
    if (measured != Part.VALIDATION || onTestPart().heldOutWindows() == 0) {
      return List.of();
    }
    ForecastTask test = onTestPart();
    List<Score> scores = new ArrayList<>(test.measured());
    scores.addAll(test.baselines());
    return scores.stream().map(score -> "test " + score).toList();
  }

  private List<Score> measured() {
    Evaluation<Windows.Batch> evaluation = evaluation();
    Batches<Windows.Batch> batches = validation();
    double[] totals = new double[options.horizons().size() + 1];
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      for (int k = 0; k < batches.count(0); k++) {
        double[] sums = evaluation.sums(Pass.reading(tape), batches.read(0, k));
        Arrays.setAll(totals, i -> totals[i] + sums[i]);
        tape.reset();
      }
    }
    return evaluation.scores(totals);
  }

  /// The MAE of each horizon when the target is that of whole seasons before, or of the latest record.
  private double[] errors(int season) {
    double[] errors = new double[options.horizons().size()];
    for (int k = 0; k < errors.length; k++) {
      int horizon = options.horizons().get(k);
      int back = season == 0 ? horizon : Math.ceilDiv(horizon, season) * season;
      for (int window = 0; window < heldOut.count(); window++) {
        int row = heldOut.latest(window) + horizon;
        float before = heldOut.target(Math.max(0, row - back));
        errors[k] += Math.abs((double) heldOut.target(row) - before) / heldOut.count();
      }
    }
    return errors;
  }

  @Override
  public long items(Windows.Batch batch) {
    return batch.latest().elements();
  }

  @Override
  public String itemName() {
    return "windows";
  }

  /// Held-out records with what the model says of the farthest horizon, and what came.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int count = Math.min(EXAMPLES, heldOut.count());
    int last = options.horizons().indexOf(options.farthest());
    for (int i = 0; i < count; i++) {
      int row = heldOut.latest((int) ((long) i * heldOut.count() / count));
      float[] forecast = forecastAt(row);
      lines.add(
          "record %,d: %s %.2f, forecast %d ahead %.2f, came %.2f"
              .formatted(
                  row,
                  options.target(),
                  heldOut.target(row),
                  options.farthest(),
                  forecast[last],
                  heldOut.target(row + options.farthest())));
    }
    return lines;
  }

  /// The records that the held-out windows end with, counted from 0.
  public int heldOutRecord(int window) {
    return heldOut.latest(window);
  }

  /// The target in a record of the series, in its own unit.
  public float target(int row) {
    return heldOut.target(row);
  }

  /// What the model says after a record of the series.
  public float[] forecastAt(int row) {
    return model.forecast(series.part(Math.max(0, row + 1 - options.span()), row + 1));
  }
}
