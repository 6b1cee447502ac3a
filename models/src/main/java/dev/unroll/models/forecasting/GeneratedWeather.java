package dev.unroll.models.forecasting;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.data.Series;
import java.util.List;

/// Generated weather by the hour: a temperature with the seasons of day and year and with warm and cold spells,
/// which the pressure tells of half a day before.
public final class GeneratedWeather {
  private static final double SPELL = 0.98;
  private static final int AHEAD = 12;

  private GeneratedWeather() {}

  /// Hours of weather, in the columns `temperature` and `pressure`.
  public static Series series(int hours, long seed) {
    Checks.positive("hours", hours);
    RandomStream random = RandomStream.named(seed, "generated weather");
    double[] spells = new double[hours + AHEAD];
    for (int t = 1; t < spells.length; t++) {
      spells[t] = SPELL * spells[t - 1] + random.nextGaussian();
    }
    float[] values = new float[2 * hours];
    for (int t = 0; t < hours; t++) {
      double day = StrictMath.sin(2 * StrictMath.PI * (t - 9) / 24);
      double year = StrictMath.sin(2 * StrictMath.PI * (t - 2500) / 8766);
      double noise = 0.3 * random.nextGaussian();
      values[2 * t] = (float) (10 + 9 * year + 4 * day + spells[t] + noise);
      values[2 * t + 1] = (float) (1013 + 2 * spells[t + AHEAD] + 0.3 * random.nextGaussian());
    }
    return new Series(List.of("temperature", "pressure"), values);
  }
}
