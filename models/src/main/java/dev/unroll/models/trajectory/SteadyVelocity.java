package dev.unroll.models.trajectory;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// How fast something goes on, by what would have predicted it best so far: the mean of the last k displacements,
///
///     v_k[t] = (p[t] − p[t−k]) / k                                  k shortened to t where there are fewer
///     k      = argmin Σ ‖p[t] + v_k[t] − p[t+1]‖                    over the later half of the observed positions
///
/// The smallest k of several as good. Where positions are exact that is the last displacement; where they are measured
/// badly, whose errors a single displacement holds twice, it is the mean of several.
final class SteadyVelocity {
  private SteadyVelocity() {}

  /// Those of the tracks `observed [T,N,2]`, at least two positions each.
  ///
  /// @return `[1,N,2]`
  static Tensor of(Tensor observed) {
    int steps = observed.shape().dimension(0);
    int batch = observed.shape().dimension(1);
    Tensor velocities = Tensor.zeros(Shape.of(1, batch, 2));
    for (int n = 0; n < batch; n++) {
      find(observed.data(), observed.offset() + 2 * n, 2 * batch, steps, velocities.data(), 2 * n);
    }
    return velocities;
  }

  /// That of one track.
  ///
  /// @param observed x and y of each of at least two positions in turn
  /// @return its x and y
  static float[] of(float[] observed) {
    float[] velocity = new float[2];
    find(observed, 0, 2, observed.length / 2, velocity, 0);
    return velocity;
  }

  /// @param p holds position t at `from + t·stride`
  /// @param v gets the velocity at `to`
  private static void find(float[] p, int from, int stride, int steps, float[] v, int to) {
    int best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 1; k < steps; k++) {
      double error = 0;
      for (int t = Math.max(1, (steps - 1) / 2); t < steps - 1; t++) {
        int back = Math.min(k, t);
        double dx = missed(p, from + t * stride, stride, back);
        double dy = missed(p, from + t * stride + 1, stride, back);
        error += Math.sqrt(dx * dx + dy * dy);
      }
      if (error < least) {
        least = error;
        best = k;
      }
    }
    int end = from + (steps - 1) * stride;
    v[to] = (p[end] - p[end - best * stride]) / best;
    v[to + 1] = (p[end + 1] - p[end + 1 - best * stride]) / best;
  }

  /// By how much a coordinate that goes on as in the last `back` steps misses the next.
  private static double missed(float[] p, int at, int stride, int back) {
    double velocity = ((double) p[at] - p[at - back * stride]) / back;
    return p[at] + velocity - p[at + stride];
  }
}
