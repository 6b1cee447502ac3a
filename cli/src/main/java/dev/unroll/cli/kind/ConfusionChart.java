package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.chart.HeatMap;
import dev.unroll.models.metrics.ConfusionMatrix;
import java.util.List;

/// What labels were taken for, drawn.
final class ConfusionChart {
  private ConfusionChart() {}

  /// The share of each true label's examples that was taken for each label.
  static Chart of(ConfusionMatrix confusion, List<String> labels) {
    int classes = labels.size();
    double[][] shares = new double[classes][classes];
    for (int truth = 0; truth < classes; truth++) {
      long all = confusion.of(truth).actual();
      for (int predicted = 0; predicted < classes; predicted++) {
        shares[truth][predicted] = (double) confusion.count(predicted, truth) / all;
      }
    }
    return new HeatMap("What is taken for what", "true label", "taken for", labels, labels, shares);
  }
}
