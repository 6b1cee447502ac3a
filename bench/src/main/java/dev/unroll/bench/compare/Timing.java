package dev.unroll.bench.compare;

import java.util.Arrays;

/// The times of one contender, in nanoseconds a call, one for each round.
///
/// @param name the contender
/// @param rounds nanoseconds a call in each round
record Timing(String name, double[] rounds) {
  double median() {
    return median(rounds);
  }

  double best() {
    return Arrays.stream(rounds).min().orElse(Double.NaN);
  }

  /// The median over the rounds of this contender's time over the other's in the same round: noise
  /// that hits a round hits both.
  double over(Timing other) {
    double[] ratios = new double[rounds.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = rounds[i] / other.rounds[i];
    }
    return median(ratios);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
