package dev.unroll.cli.kind;

import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.Forecaster;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Answers the records of a series, line by line, by what comes after them.
final class ForecastLines implements Predictor {
  private final Forecaster model;
  private final List<String> columns;
  private final Deque<float[]> latest = new ArrayDeque<>();

  /// Where each column stands in a line; null before the line that names them.
  private int[] places;

  private int width;

  ForecastLines(Forecaster model) {
    this.model = model;
    columns = new ArrayList<>(model.options().features());
    if (!columns.contains(model.options().target())) {
      columns.add(model.options().target());
    }
  }

  @Override
  public String predict(String line) {
    String[] words = line.split(",", -1);
    if (places == null) {
      List<String> header =
          Arrays.stream(words).map(word -> word.strip().replaceAll("^\"|\"$", "")).toList();
      Series names = new Series(header, new float[0]);
      places = columns.stream().mapToInt(names::column).toArray();
      width = words.length;
      return heading();
    }
    if (words.length != width) {
      throw new IllegalArgumentException(
          "expected %d values, as the first line names, got %d".formatted(width, words.length));
    }
    latest.add(record(words));
    int span = model.options().span();
    if (latest.size() < span) {
      return "";
    }
    if (latest.size() > span) {
      latest.remove();
    }
    return forecast();
  }

  private String heading() {
    StringBuilder text = new StringBuilder();
    for (int horizon : model.options().horizons()) {
      text.append(text.isEmpty() ? "" : ",")
          .append("%s %d ahead".formatted(model.options().target(), horizon));
    }
    return text.toString();
  }

  private float[] record(String[] words) {
    float[] numbers = new float[places.length];
    for (int c = 0; c < numbers.length; c++) {
      String word = words[places[c]].strip();
      try {
        numbers[c] = Float.parseFloat(word);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "column '%s': expected a number, got '%s'".formatted(columns.get(c), word), e);
      }
    }
    return numbers;
  }

  private String forecast() {
    float[] values = new float[latest.size() * places.length];
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
