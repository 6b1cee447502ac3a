package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.RandomStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// Sums of runs: both sets have the same bits at every length and offset, and are near the sum in double.
@Tag("widths")
final class ReductionKernelProperties {
  private final ReductionKernel scalar = Kernels.scalar().reduction();
  private final ReductionKernel active = Kernels.active().reduction();

  @Property(tries = 1000)
  void setsAgree(
      @ForAll @IntRange(max = 133) int length,
      @ForAll @IntRange(max = 5) int offset,
      @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    float[] a = numbers(random, length + offset + 3);
    float[] b = numbers(random, length + offset + 3);
    assertSame(scalar.sum(length, a, offset), active.sum(length, a, offset), "sum");
    assertSame(
        scalar.dot(length, a, offset, b, offset + 1),
        active.dot(length, a, offset, b, offset + 1),
        "dot");
    assertSame(scalar.maximum(length, a, offset), active.maximum(length, a, offset), "maximum");
  }

  /// Sums are off by at most (n/16 + 5)·ε·Σ|x|.
  @Property
  void nearTheSumInDouble(@ForAll @IntRange(max = 200) int length, @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    float[] a = numbers(random, length);
    float[] b = numbers(random, length);
    double sum = 0;
    double size = 0;
    double dot = 0;
    double dotSize = 0;
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < length; i++) {
      sum += a[i];
      size += Math.abs(a[i]);
      dot += (double) a[i] * b[i];
      dotSize += Math.abs((double) a[i] * b[i]);
      greatest = Math.max(greatest, a[i]);
    }
    double depth = (length / 16 + 5) * 0x1p-23;
    assertEquals(sum, scalar.sum(length, a, 0), depth * size);
    assertEquals(dot, scalar.dot(length, a, 0, b, 0), depth * dotSize);
    assertEquals(greatest, scalar.maximum(length, a, 0));
  }

  @Property
  void aNanComesThrough(@ForAll @IntRange(min = 1, max = 50) int length, @ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    float[] a = numbers(random, length);
    a[random.nextInt(length)] = Float.NaN;
    assertEquals(Float.NaN, active.sum(length, a, 0));
    assertEquals(Float.NaN, active.dot(length, a, 0, a, 0));
    assertEquals(Float.NaN, active.maximum(length, a, 0));
  }

  private static float[] numbers(RandomStream random, int length) {
    float[] numbers = new float[length];
    for (int i = 0; i < length; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static void assertSame(float wanted, float got, String what) {
    assertEquals(Float.floatToRawIntBits(wanted), Float.floatToRawIntBits(got), what);
  }
}
