package dev.unroll.models.insight;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// A unit that goes with a mark.
///
/// @param trace of its layer
/// @param unit within the layer
/// @param correlation Pearson's, of the unit's value after each token and the mark's
/// @param within the unit's mean where the mark is above its own mean
/// @param outside the unit's mean elsewhere
public record Finding(Trace trace, int unit, double correlation, double within, double outside) {
  /// Squares of relative deviations that are rounding alone.
  private static final double ROUNDING = 1e-20;

  /// Whether the unit's own letter is a state: gates say what happens to one.
  private static boolean isState(Trace trace) {
    return trace.letter().equals("h") || trace.letter().equals("c");
  }

  /// The hidden and cell states of all layers by the magnitude of their correlation with a mark, the best first.
  /// Of a cell state c the correlation is that of tanh(c), of which a large magnitude says no more than its sign.
  /// A mark that is the same everywhere correlates with nothing: then none is found.
  ///
  /// @param mark a number for each step
  public static List<Finding> search(Inspection inspection, double[] mark) {
    List<Finding> findings = new ArrayList<>();
    for (Trace trace : inspection.traces()) {
      if (isState(trace)) {
        for (int unit = 0; unit < trace.units(); unit++) {
          Finding finding = of(trace, unit, mark);
          if (Double.isFinite(finding.correlation)) {
            findings.add(finding);
          }
        }
      }
    }
    findings.sort(Comparator.comparingDouble(finding -> -Math.abs(finding.correlation)));
    return findings;
  }

  private static double value(Trace trace, int step, int unit) {
    double value = trace.at(step, unit);
    return trace.letter().equals("c") ? Math.tanh(value) : value;
  }

  private static Finding of(Trace trace, int unit, double[] mark) {
    int steps = mark.length;
    if (steps != trace.steps()) {
      throw new IllegalArgumentException(
          "mark: expected %d numbers, got %d".formatted(trace.steps(), steps));
    }
    double meanMark = 0;
    double meanUnit = 0;
    for (int t = 0; t < steps; t++) {
      meanMark += mark[t];
      meanUnit += value(trace, t, unit);
    }
    meanMark /= steps;
    meanUnit /= steps;
    double both = 0;
    double squaresMark = 0;
    double squaresUnit = 0;
    double within = 0;
    double outside = 0;
    int marked = 0;
    for (int t = 0; t < steps; t++) {
      double m = mark[t] - meanMark;
      double v = value(trace, t, unit);
      both += m * (v - meanUnit);
      squaresMark += m * m;
      squaresUnit += (v - meanUnit) * (v - meanUnit);
      if (m > 0) {
        within += v;
        marked++;
      } else {
        outside += v;
      }
    }
    boolean constant = squaresUnit <= ROUNDING * steps * meanUnit * meanUnit;
    return new Finding(
        trace,
        unit,
        constant ? Double.NaN : both / Math.sqrt(squaresMark * squaresUnit),
        within / marked,
        outside / (steps - marked));
  }

  /// As in `layer 0, c, unit 17`.
  public String name() {
    return trace.name() + ", unit " + unit;
  }
}
