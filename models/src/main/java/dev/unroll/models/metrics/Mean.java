package dev.unroll.models.metrics;

/// Accumulates a weighted mean as a sum and a weight, so that batches of unequal size add up.
public final class Mean {
  private double sum;
  private double weight;

  /// Without any value yet.
  public Mean() {}

  /// Adds the sum of some values and what it is to be divided by.
  public void add(double moreSum, double moreWeight) {
    sum += moreSum;
    weight += moreWeight;
  }

  /// Adds 1 for each element that is as it should be, 0 for each other: the mean is the accuracy.
  public void addAccuracy(int[] predicted, int[] truth) {
    sameLength(predicted.length, truth.length);
    int right = 0;
    for (int i = 0; i < truth.length; i++) {
      right += predicted[i] == truth[i] ? 1 : 0;
    }
    add(right, truth.length);
  }

  /// Adds |p − t| for each element: the mean is the mean absolute error (MAE).
  public void addAbsoluteErrors(float[] predicted, float[] truth) {
    sameLength(predicted.length, truth.length);
    double errors = 0;
    for (int i = 0; i < truth.length; i++) {
      errors += Math.abs((double) predicted[i] - truth[i]);
    }
    add(errors, truth.length);
  }

  /// Adds (p − t)² for each element: the mean is the mean square error (MSE).
  public void addSquareErrors(float[] predicted, float[] truth) {
    sameLength(predicted.length, truth.length);
    double errors = 0;
    for (int i = 0; i < truth.length; i++) {
      double error = (double) predicted[i] - truth[i];
      errors += error * error;
    }
    add(errors, truth.length);
  }

  private static void sameLength(int predicted, int truth) {
    if (predicted != truth) {
      throw new IllegalArgumentException(
          "expected %d predictions, as many as true values, got %d".formatted(truth, predicted));
    }
  }

  /// The sum of all values.
  public double sum() {
    return sum;
  }

  /// The weight of all values.
  public double weight() {
    return weight;
  }

  /// Sum divided by weight; NaN where nothing was added.
  public double mean() {
    return sum / weight;
  }
}
