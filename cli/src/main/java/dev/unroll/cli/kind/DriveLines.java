package dev.unroll.cli.kind;

import dev.unroll.cli.chart.LineChart;
import dev.unroll.cli.chart.Series;
import dev.unroll.cli.chart.Theme;
import dev.unroll.cli.data.DrivingLog;
import dev.unroll.models.driving.Controls;
import dev.unroll.models.driving.DrivenFrame;
import dev.unroll.models.driving.Driver;
import dev.unroll.models.driving.DriverOptions;
import dev.unroll.models.driving.DriverStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Answers the rows of a driving log in their order by rows of a table (CSV), and draws in the end how the model
/// steers beside how it was steered.
final class DriveLines implements Predictor {
  private final Driver model;
  private final DriverStream stream;
  private final Path frames;
  private final Path chart;
  private final List<Double> steered = new ArrayList<>();
  private final List<Double> predicted = new ArrayList<>();
  private Controls before; // null at the first row
  private boolean named;

  /// @param frames the directory with the log's pictures
  /// @param chart the file to draw into; null for none
  DriveLines(Driver model, Path frames, Path chart) {
    this.model = model;
    this.frames = frames;
    this.chart = chart;
    stream = new DriverStream(model);
  }

  /// The first answer begins with the names of the columns. While the model has seen too few frames, what it
  /// predicts is left empty.
  @Override
  public String predict(String line) throws IOException {
    DrivingLog.Frame row = DrivingLog.row(line, frames);
    if (row == null) {
      named = true;
      return header();
    }
    DriverOptions options = model.options();
    DrivenFrame frame = DriveData.driven(row, options.height(), options.width());
    Controls answer = stream.next(frame.pixels(), before);
    String names = before == null && !named ? header() + System.lineSeparator() : "";
    before = frame.controls();
    if (chart != null) {
      steered.add((double) before.steering());
      predicted.add(answer == null ? Double.NaN : (double) answer.steering());
    }
    return names + row(row, answer);
  }

  private String header() {
    return "picture,steering,predicted steering"
        + (model.options().dynamics() ? ",predicted throttle,predicted speed" : "");
  }

  private String row(DrivingLog.Frame row, Controls answer) {
    StringBuilder text = new StringBuilder(row.picture().getFileName().toString());
    text.append(',').append(row.steering());
    Controls said = answer == null ? new Controls(Float.NaN, Float.NaN, Float.NaN) : answer;
    text.append(',').append(number(said.steering()));
    if (model.options().dynamics()) {
      text.append(',').append(number(said.throttle())).append(',').append(number(said.speed()));
    }
    return text.toString();
  }

  private static String number(float value) {
    return Float.isNaN(value) ? "" : String.format(Locale.ROOT, "%.4f", value);
  }

  @Override
  public String end() throws IOException {
    if (chart != null && !steered.isEmpty()) {
      new LineChart(
              "Steering, true and predicted",
              "frame",
              "steering",
              List.of(Series.of("true", array(steered)), Series.of("predicted", array(predicted))))
          .write(chart, Theme.AUTOMATIC);
    }
    return null;
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
