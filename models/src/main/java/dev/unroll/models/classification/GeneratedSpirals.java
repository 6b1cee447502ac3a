package dev.unroll.models.classification;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.data.Series;
import java.util.ArrayList;
import java.util.List;

/// Generated points on two spirals that wind around each other one and a half times, `first` and `second`: no
/// straight line parts them. Source: Lang and Witbrock, *Learning to tell two spirals apart*, 1988.
public final class GeneratedSpirals {
  private static final double TURNS = 1.5;
  private static final double NOISE = 0.02;

  private GeneratedSpirals() {}

  /// Random points `x`, `y` within the unit circle.
  public static Table table(int count, long seed) {
    Checks.notNegative("count", count);
    RandomStream random = RandomStream.named(seed, "generated spirals");
    float[] values = new float[2 * count];
    List<String> labels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean first = random.nextInt(2) == 0;
      double radius = 0.05 + 0.95 * Math.sqrt(random.nextDouble());
      double angle = 2 * StrictMath.PI * TURNS * radius + (first ? 0 : StrictMath.PI);
      values[2 * i] = (float) (radius * StrictMath.cos(angle) + NOISE * random.nextGaussian());
      values[2 * i + 1] = (float) (radius * StrictMath.sin(angle) + NOISE * random.nextGaussian());
      labels.add(first ? "first" : "second");
    }
    return new Table(new Series(List.of("x", "y"), values), new Table.Target.Labels(labels));
  }
}
