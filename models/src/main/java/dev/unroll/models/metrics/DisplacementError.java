package dev.unroll.models.metrics;

/// Accumulates how far predicted paths are from the true ones, by Euclidean distance of the positions at the
/// same time: the average displacement error (ADE), the mean over all positions of all paths, and the final
/// one (FDE), the mean over the paths' last positions.
///
/// Source: Pellegrini et al. 2009; Alahi et al., *Social LSTM*, 2016.
public final class DisplacementError {
  private final Mean average = new Mean();
  private final Mean last = new Mean();

  /// Without any path yet.
  public DisplacementError() {}

  /// Adds a path.
  ///
  /// @param predicted x and y of each position in turn, `[T,2]` row-major
  /// @param truth the same
  /// @throws IllegalArgumentException if the two differ in length, are empty or of odd length
  public void add(float[] predicted, float[] truth) {
    if (predicted.length != truth.length || truth.length == 0 || truth.length % 2 != 0) {
      throw new IllegalArgumentException(
          "expected two paths of x and y for each of the same positions, at least one, got %d and %d numbers"
              .formatted(predicted.length, truth.length));
    }
    double sum = 0;
    double distance = 0;
    for (int i = 0; i < truth.length; i += 2) {
      double dx = (double) predicted[i] - truth[i];
      double dy = (double) predicted[i + 1] - truth[i + 1];
      distance = Math.sqrt(dx * dx + dy * dy);
      sum += distance;
    }
    average.add(sum, truth.length / 2);
    last.add(distance, 1);
  }

  /// ADE; NaN without a path.
  public double average() {
    return average.mean();
  }

  /// FDE; NaN without a path.
  public double last() {
    return last.mean();
  }
}
