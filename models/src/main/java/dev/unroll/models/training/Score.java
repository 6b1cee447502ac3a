package dev.unroll.models.training;

import java.util.Locale;

/// What a metric came to.
public record Score(Metric metric, double value) {
  /// As in `cross-entropy 1.573 nats/char`.
  @Override
  public String toString() {
    String unit = metric.unit().isEmpty() ? "" : " " + metric.unit();
    return "%s %s%s".formatted(metric.name(), number(), unit);
  }

  /// Three digits behind the point, or three significant ones where that is more; whole numbers of a
  /// thousand and more plainly.
  private String number() {
    double magnitude = Math.abs(value);
    if (magnitude >= 1000 && magnitude < 1e15 && value == Math.rint(value)) {
      return "%.0f".formatted(value);
    }
    int digits =
        magnitude > 0 && magnitude < 0.1
            ? Math.min(12, 2 - (int) Math.floor(Math.log10(magnitude)))
            : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
