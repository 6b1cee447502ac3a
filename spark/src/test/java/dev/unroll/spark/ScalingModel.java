package dev.unroll.spark;

/// The time of a step of `A` micro-batches on `N` workers, for a model of `L` parameters:
///
///     t(N) = ⌈A/N⌉ c + u L + x(N),    x(1) = 0
///     x(N) = 2 (N−1)/N · 4L / β + a + 3 (N−1) o
///
/// A worker computes its micro-batches one after the other, sends and receives each parameter's gradient twice but for
/// its own share, in 3 rounds of `N − 1` messages, and updates all parameters.
///
/// @param c seconds forward and backward of a micro-batch
/// @param u seconds to update a parameter
/// @param beta bytes a second that a worker sends while it receives as many
/// @param a seconds that the rounds of a step wait, whatever is sent
/// @param o seconds that a message costs who sends and receives it
record ScalingModel(double c, double u, double beta, double a, double o) {
  /// The time of a step.
  double step(int workers, int batches, double parameters) {
    return Math.ceilDiv(batches, workers) * c + u * parameters + exchange(workers, parameters);
  }

  /// The time of a step that goes for sending and receiving.
  double exchange(int workers, double parameters) {
    return workers == 1
        ? 0
        : 2.0 * (workers - 1) / workers * 4 * parameters / beta + a + 3 * (workers - 1) * o;
  }

  /// How many times as fast as one worker with the same micro-batches.
  double speedup(int workers, int batches, double parameters) {
    return step(1, batches, parameters) / step(workers, batches, parameters);
  }

  /// This model on another network.
  ScalingModel on(double newBeta) {
    return new ScalingModel(c, u, newBeta, a, o);
  }
}
