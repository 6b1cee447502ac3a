package dev.unroll.cli.kind;

import dev.unroll.cli.data.CsvLine;
import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.Forecaster;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Answers the records of a series, line by line, by what comes after them.
final class ForecastLines implements Predictor {
  private final Forecaster model;
  private final List<String> columns;
  private final CsvLine lines;
  private final Deque<float[]> latest = new ArrayDeque<>();

  ForecastLines(Forecaster model) {
    this.model = model;
    columns = columns(model);
    lines = new CsvLine(columns, Set.of());
  }

  /// The columns that a model needs, the target among them.
  private static List<String> columns(Forecaster model) {
    List<String> columns = new ArrayList<>(model.options().features());
    if (!columns.contains(model.options().target())) {
      columns.add(model.options().target());
    }
    return columns;
  }

  @Override
  public String predict(String line) {
    if (!lines.hasHeader()) {
      lines.readHeader(line);
      return heading();
    }
    latest.add(lines.readRow(line));
    int span = model.options().span();
    if (latest.size() < span) {
      return "";
    }
    if (latest.size() > span) {
      latest.remove();
    }
    return forecast();
  }

  /// Refuses a series that ended before there was anything to say.
  @Override
  public String end() throws IOException {
    int span = model.options().span();
    if (lines.hasHeader() && latest.size() < span) {
      throw new IOException(
          "the series has %,d records, but the model looks at %,d: give it more"
              .formatted(latest.size(), span));
    }
    return null;
  }

  private String heading() {
    StringBuilder text = new StringBuilder();
    for (int horizon : model.options().horizons()) {
      text.append(text.isEmpty() ? "" : ",")
          .append("%s %d ahead".formatted(model.options().target(), horizon));
    }
    return text.toString();
  }

  private String forecast() {
    float[] values = new float[latest.size() * columns.size()];
    int at = 0;
    for (float[] each : latest) {
      System.arraycopy(each, 0, values, at, each.length);
      at += each.length;
    }
    StringBuilder text = new StringBuilder();
    for (float each : model.forecast(new Series(columns, values))) {
      text.append(text.isEmpty() ? "" : ",").append(String.format(Locale.ROOT, "%.3f", each));
    }
    return text.toString();
  }
}
