package dev.unroll.models.forecasting;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.scale;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.settings.Settings;
import java.util.List;

/// Predicts a column of a series some records ahead (many to one), all numbers standardized:
///
///     h[t] = recurrent layers on the features of record t
///     ŷ    = W h[T] + b                              one for each horizon, the layer `output`
///     ŷ    = y[T] + s·(W h[T] + b)                   where the change is predicted; s = 1 in training, else the share
///
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     Forecaster model = Forecaster.build(ForecastOptions.of("T", 48, 1, 12), series, ForecastData.defaults(), 1);
///     var task = new ForecastTask(model, series, ForecastData.defaults(), 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10)).run(TrainingListener.NONE);
///     float twelveAhead = model.forecast(series)[0];
public final class Forecaster implements Model {
  private final ForecastOptions options;
  private final Standardization standardization;
  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param options with target and features by name
  /// @param standardization of the columns of the data, the target and the features among them
  public Forecaster(ForecastOptions options, Standardization standardization, Scope scope) {
    this.options = named(options, standardization.columns());
    this.standardization = standardization;
    recurrent =
        new Recurrent(scope.in("recurrent"), options.recurrent(this.options.features().size()));
    output = new Linear(scope.in("output"), recurrent.outputs(), options.horizons().size());
    parameters = scope.parameters();
  }

  /// The options with the names that they leave to the data.
  private static ForecastOptions named(ForecastOptions options, List<String> columns) {
    Series names = new Series(columns, new float[0]);
    List<String> features = options.features().isEmpty() ? columns : options.features();
    features.forEach(names::column);
    String target = options.target().isEmpty() ? columns.getFirst() : options.target();
    names.column(target);
    return new ForecastOptions(
        target,
        features,
        options.past(),
        options.step(),
        options.horizons(),
        options.cell(),
        options.hidden(),
        options.layers(),
        options.dropout(),
        options.residual(),
        options.centered(),
        options.share());
  }

  /// A new model, initialized as torch.nn does, that standardizes by the training part of a series.
  ///
  /// @throws IllegalArgumentException if the series lacks a column or is too short
  public static Forecaster build(
      ForecastOptions options, Series series, ForecastData data, long seed) {
    return new Forecaster(
        options,
        Standardization.of(series, 0, data.trainingRows(series, options)),
        Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return ForecasterKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(ForecasterKind.STANDARDIZATION, standardization);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// What it reads and predicts, all names given, and the architecture.
  public ForecastOptions options() {
    return options;
  }

  /// The recurrent layers.
  public Recurrent recurrent() {
    return recurrent;
  }

  /// How it standardizes.
  public Standardization standardization() {
    return standardization;
  }

  /// The standardized predictions `[N,K]` of K horizons.
  public Variable forward(Pass pass, Windows.Batch batch) {
    Variable x = pass.tape().constant(batch.inputs());
    Variable last = recurrent.forward(pass, new Sequence.Features(x), null).last().h().getLast();
    Variable h = pass.training() ? dropout(last, options.dropout(), pass.random()) : last;
    Variable y = output.forward(pass, h);
    if (!options.residual()) {
      return y;
    }
    Variable latest = pass.tape().constant(batch.latest());
    return add(latest, pass.training() ? y : scale(y, options.share()));
  }

  /// What comes after the last record of a series, for each horizon, in the target's unit.
  ///
  /// @throws IllegalArgumentException if the series lacks a column or is shorter than the past that is looked at
  public float[] forecast(Series series) {
    int rows = series.rows();
    Windows windows = new Windows(series, this, rows - 1, rows - 1);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      float[] y =
          forward(Pass.reading(tape), windows.batch(new int[] {rows - 1})).value().toArray();
      int target = standardization.columns().indexOf(options.target());
      for (int k = 0; k < y.length; k++) {
        y[k] = standardization.original(target, y[k]);
      }
      return y;
    }
  }
}
