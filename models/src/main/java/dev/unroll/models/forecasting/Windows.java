package dev.unroll.models.forecasting;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Standardization;
import java.util.List;
import java.util.stream.IntStream;

/// Windows that slide over a part of a series: views, of which only those of a batch are ever written out. The
/// window whose latest record is `t` reads the records `t − (T−1)·step, …, t − step, t` and is to predict the
/// target at `t + horizon`; it lies wholly within the part.
public final class Windows {
  private final Series series;
  private final ForecastOptions options;
  private final Standardization standardization;
  private final int[] features;

  /// The column in the series, and in the standardization, of each feature; then of the target.
  private final int[] standards;

  private final int target;
  private final int first;
  private final int last;

  /// What a batch of windows holds, standardized. The tensors hold other numbers once the next batch is made.
  ///
  /// @param inputs `[T,N,C]`; where they are centered, less their means over T
  /// @param latest `[N,1]`, the target in the latest record
  /// @param targets `[N,K]`, for each horizon; NaN where the series ends before
  public record Batch(Tensor inputs, Tensor latest, Tensor targets) {}

  private Batch buffer;

  /// Windows whose latest records are `first` to `last`, both included.
  ///
  /// @throws IllegalArgumentException if the series lacks a column or is too short for `first`
  Windows(Series series, Forecaster model, int first, int last) {
    this.series = series;
    options = model.options();
    standardization = model.standardization();
    List<String> names = options.features();
    features = names.stream().mapToInt(series::column).toArray();
    target = series.column(options.target());
    standards =
        IntStream.concat(
                names.stream().mapToInt(standardization.columns()::indexOf),
                IntStream.of(standardization.columns().indexOf(options.target())))
            .toArray();
    this.first = first;
    this.last = last;
    if (first < options.span() - 1) {
      throw new IllegalArgumentException(
          "the series has %,d records, but the model looks at %,d: give it more, or make the past shorter"
              .formatted(series.rows(), options.span()));
    }
  }

  /// How many windows there are.
  public int count() {
    return Math.max(0, last - first + 1);
  }

  /// The latest record of a window, counted from 0.
  public int latest(int window) {
    return first + window;
  }

  /// The target `horizon` records after record `row`, in its own unit.
  float target(int row) {
    return series.at(row, target);
  }

  /// The windows with these latest records.
  public Batch batch(int[] latest) {
    int steps = options.steps();
    int batch = latest.length;
    int width = features.length;
    int horizons = options.horizons().size();
    if (buffer == null || buffer.latest().shape().dimension(0) != batch) {
      buffer =
          new Batch(
              Tensor.zeros(Shape.of(steps, batch, width)),
              Tensor.zeros(batch, 1),
              Tensor.zeros(batch, horizons));
    }
    float[] inputs = buffer.inputs().data();
    for (int t = 0, i = 0; t < steps; t++) {
      for (int n = 0; n < batch; n++) {
        int row = latest[n] - (steps - 1 - t) * options.step();
        for (int c = 0; c < width; c++) {
          inputs[i++] = standardization.standard(standards[c], series.at(row, features[c]));
        }
      }
    }
    if (options.centered()) {
      center(inputs, steps, batch * width);
    }
    for (int n = 0; n < batch; n++) {
      buffer.latest().data()[n] = standard(latest[n]);
      for (int k = 0; k < horizons; k++) {
        int row = latest[n] + options.horizons().get(k);
        buffer.targets().data()[n * horizons + k] = row < series.rows() ? standard(row) : Float.NaN;
      }
    }
    return buffer;
  }

  /// Takes from each number the mean over the steps.
  private static void center(float[] inputs, int steps, int row) {
    for (int i = 0; i < row; i++) {
      double sum = 0;
      for (int t = 0; t < steps; t++) {
        sum += inputs[t * row + i];
      }
      float mean = (float) (sum / steps);
      for (int t = 0; t < steps; t++) {
        inputs[t * row + i] -= mean;
      }
    }
  }

  private float standard(int row) {
    return standardization.standard(standards[features.length], series.at(row, target));
  }
}
