package dev.unroll.models.insight;

/// How often a gate's unit is as good as closed, and as good as open.
///
/// Source: Karpathy, Johnson and Fei-Fei, *Visualizing and understanding recurrent networks*, 2015, section 4.2.
///
/// @param closed the share of steps on which it is below 0.1
/// @param open the share of steps on which it is above 0.9
public record Saturation(double closed, double open) {
  private static final double CLOSED = 0.1;
  private static final double OPEN = 0.9;

  /// Of one unit of a gate.
  public static Saturation of(Trace gate, int unit) {
    int closed = 0;
    int open = 0;
    for (int t = 0; t < gate.steps(); t++) {
      closed += gate.at(t, unit) < CLOSED ? 1 : 0;
      open += gate.at(t, unit) > OPEN ? 1 : 0;
    }
    return new Saturation((double) closed / gate.steps(), (double) open / gate.steps());
  }

  /// Of all units of a gate together.
  public static Saturation of(Trace gate) {
    double closed = 0;
    double open = 0;
    for (int unit = 0; unit < gate.units(); unit++) {
      Saturation one = of(gate, unit);
      closed += one.closed / gate.units();
      open += one.open / gate.units();
    }
    return new Saturation(closed, open);
  }
}
