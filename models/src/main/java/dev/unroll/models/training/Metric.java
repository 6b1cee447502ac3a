package dev.unroll.models.training;

/// Something that is measured on held-out data.
///
/// @param name as in `accuracy`, `cross-entropy`: lower case with hyphens
/// @param unit as in `nats/char`; empty where there is none
/// @param higherIsBetter the direction in which a model gets better
public record Metric(String name, String unit, boolean higherIsBetter) {
  /// A metric that falls as a model gets better.
  public static Metric lower(String name, String unit) {
    return new Metric(name, unit, false);
  }

  /// A metric that rises as a model gets better.
  public static Metric higher(String name, String unit) {
    return new Metric(name, unit, true);
  }

  /// Whether `value` is better than `other`; no value at all (NaN) is worse than any, and never better.
  public boolean better(double value, double other) {
    return Double.isNaN(other)
        ? !Double.isNaN(value)
        : higherIsBetter ? value > other : value < other;
  }
}
