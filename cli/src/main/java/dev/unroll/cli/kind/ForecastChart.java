package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.chart.LineChart;
import dev.unroll.cli.chart.Series;
import dev.unroll.models.forecasting.ForecastTask;
import java.util.ArrayList;
import java.util.List;

/// A forecast beside what came, drawn.
final class ForecastChart {
  /// Records at most: more could not be told apart.
  private static final int SHOWN = 600;

  private ForecastChart() {}

  /// The last held-out records: what came, and what had been said of each by every horizon.
  static Chart of(ForecastTask task) {
    List<Integer> horizons = task.model().options().horizons();
    int windows = Math.min(SHOWN, task.heldOutWindows());
    int from = task.heldOutWindows() - windows;
    double[][] at = new double[horizons.size()][windows];
    double[][] said = new double[horizons.size()][windows];
    for (int i = 0; i < windows; i++) {
      int row = task.heldOutRecord(from + i);
      float[] forecast = task.forecastAt(row);
      for (int k = 0; k < forecast.length; k++) {
        at[k][i] = row + horizons.get(k);
        said[k][i] = forecast[k];
      }
    }
    List<Series> series = new ArrayList<>();
    int nearest = horizons.stream().mapToInt(Integer::intValue).min().orElseThrow();
    int farthest = task.model().options().farthest();
    int last = task.heldOutRecord(from + windows - 1);
    series.add(truth(task, task.heldOutRecord(from) + nearest, last + farthest));
    for (int k = 0; k < said.length; k++) {
      series.add(new Series("said %d before".formatted(horizons.get(k)), at[k], said[k]));
    }
    String target = task.model().options().target();
    return new LineChart("Forecast of " + target, "record", target, series);
  }

  private static Series truth(ForecastTask task, int from, int to) {
    double[] rows = new double[to - from + 1];
    double[] values = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = from + i;
      values[i] = task.target(from + i);
    }
    return new Series("came", rows, values);
  }
}
