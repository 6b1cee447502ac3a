package dev.unroll.kernels.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.kernels.testing.NormalOracle;
import org.junit.jupiter.api.Test;

final class NormalTest {
  /// Relative: the roundings of the sums and of exp's argument, which is up to 685.
  private static final double TOLERANCE = 1e-12;

  @Test
  void theIntegralOfTheDensity() {
    for (double x = -37; x <= 0; x += 0.0625) {
      double wanted = NormalOracle.distribution(x);
      double tolerance = TOLERANCE * wanted;
      double nearOne = tolerance + 0x1p-52;
      double near = x > -3 ? nearOne : tolerance; // Φ is ½ less a sum there
      assertEquals(wanted, Normal.distribution(x), near, "Φ(" + x + ")");
      assertEquals(1 - wanted, Normal.distribution(-x), nearOne, "Φ(" + -x + ")");
    }
  }

  @Test
  void theDensity() {
    for (double x = -37; x <= 37; x += 0.0625) {
      double wanted = NormalOracle.density(x);
      assertEquals(wanted, Normal.density(x), TOLERANCE * wanted, "φ(" + x + ")");
    }
  }

  @Test
  void limits() {
    assertEquals(0.5, Normal.distribution(0));
    assertEquals(0, Normal.distribution(-40));
    assertEquals(1, Normal.distribution(40));
    assertEquals(0, Normal.distribution(Double.NEGATIVE_INFINITY));
    assertEquals(1, Normal.distribution(Double.POSITIVE_INFINITY));
    assertTrue(Double.isNaN(Normal.distribution(Double.NaN)));
    assertTrue(Normal.distribution(-38) > 0);
  }
}
