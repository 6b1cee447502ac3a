package dev.unroll.models.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Norms and clipping over the whole range of floats.
final class GradientsTest {
  private static final UpdateKernel KERNEL = Kernels.active().update();

  private static Parameter with(float... gradient) {
    Parameter parameter = new Parameter("w", Tensor.zeros(gradient.length));
    parameter.gradient().copyFrom(Tensor.wrap(gradient, 0, Shape.of(gradient.length)));
    return parameter;
  }

  private static double norm(float... gradient) {
    return Gradients.norm(List.of(with(gradient)), KERNEL);
  }

  @Test
  void theNormNeitherOverflowsNorUnderflows() {
    assertEquals(5, norm(3, 4));
    assertEquals(1e20, norm(1e20f, 1, 1), 1e13);
    assertEquals(1e-25, norm(1e-25f), 1e-32);
    assertEquals(4e38, norm(2.4e38f, 3.2e38f), 1e32);
    assertEquals(1e-45, norm(Float.MIN_VALUE), 1e-45);
    assertEquals(0, norm(0, 0));
    assertTrue(Double.isNaN(norm(1, Float.NaN)));
    assertEquals(Double.POSITIVE_INFINITY, norm(1, Float.NEGATIVE_INFINITY));
  }

  @Test
  void hugeGradientsAreScaledToTheLimit() {
    for (float scale : new float[] {1, 1e19f, 6e37f, 1e-20f}) {
      Parameter parameter = with(3 * scale, 4 * scale);
      double norm = Gradients.clip(List.of(parameter), KERNEL, 0, 5);
      assertEquals(5.0 * scale, norm, scale * 1e-5);
      if (scale > 1) {
        assertArrayEquals(new float[] {3, 4}, parameter.gradient().toArray(), 1e-5f);
      }
    }
  }

  @Test
  void gradientsThatAreNoNumbersAreLeftForTheCallerToSee() {
    Parameter infinite = with(1, Float.POSITIVE_INFINITY);
    assertEquals(Double.POSITIVE_INFINITY, Gradients.clip(List.of(infinite), KERNEL, 0, 5));
    assertEquals(1, infinite.gradient().toArray()[0]);
    assertTrue(Double.isNaN(Gradients.clip(List.of(with(Float.NaN)), KERNEL, 0, 5)));
  }

  @Test
  void elementsAreClippedBeforeTheNorm() {
    Parameter parameter = with(30, -40, 0);
    assertEquals(Math.sqrt(2), Gradients.clip(List.of(parameter), KERNEL, 1, 10), 1e-6);
    assertArrayEquals(new float[] {1, -1, 0}, parameter.gradient().toArray());
  }
}
