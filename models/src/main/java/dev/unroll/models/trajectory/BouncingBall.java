package dev.unroll.models.trajectory;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// Tracks of a ball between four walls: it flies straight, at 0.02 to 0.08 a step, and is thrown back by the
/// sides of the unit square. Straight on is a bad guess near a wall, so a model has to know where the ball is.
public final class BouncingBall {
  private static final double SLOWEST = 0.02;
  private static final double FASTEST = 0.08;

  private BouncingBall() {}

  /// Random tracks.
  ///
  /// @param length positions of each
  /// @return x and y of each position in turn, from 0 to 1
  public static List<float[]> tracks(int count, int length, long seed) {
    Checks.notNegative("count", count);
    Checks.positive("length", length);
    RandomStream random = RandomStream.named(seed, "bouncing ball");
    List<float[]> tracks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      double x = random.nextDouble();
      double y = random.nextDouble();
      double speed = SLOWEST + (FASTEST - SLOWEST) * random.nextDouble();
      double angle = 2 * StrictMath.PI * random.nextDouble();
      double vx = speed * StrictMath.cos(angle);
      double vy = speed * StrictMath.sin(angle);
      float[] track = new float[2 * length];
      for (int t = 0; t < length; t++) {
        track[2 * t] = (float) folded(x + t * vx);
        track[2 * t + 1] = (float) folded(y + t * vy);
      }
      tracks.add(track);
    }
    return tracks;
  }

  /// A straight way folded into 0 to 1, as between two mirrors.
  private static double folded(double x) {
    double rest = Math.abs(x) % 2;
    return rest > 1 ? 2 - rest : rest;
  }
}
