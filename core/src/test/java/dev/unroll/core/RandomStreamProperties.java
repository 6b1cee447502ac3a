package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

final class RandomStreamProperties {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  /// How far a mean of independent samples may lie from its expectation: six standard errors, crossed by
  /// chance once in 5·10⁸ (and never by a fixed seed that passed).
  private static void closeInMean(String what, double got, double wanted, double variance, int n) {
    double tolerance = 6 * Math.sqrt(variance / n);
    double error = Math.abs(got - wanted);
    if (!(error <= tolerance)) {
      throw new AssertionError(
          "%s: wanted %s ± %s, got %s".formatted(what, wanted, tolerance, got));
    }
  }

  @Example
  void valuesNeverChange() {
    RandomStream stream = new RandomStream(42);
    assertEquals(0x989b3f130a063869L, stream.nextLong());
    assertEquals(0x290db4bf2570ded7L, stream.nextLong());
    assertEquals(0x2a990be63a01b2d5L, stream.nextLong());
    assertEquals(48, stream.nextInt(1000));
    assertEquals(0x1.f62d4p-1f, stream.nextFloat());
    assertEquals(0x1.e187e2fea8348p-3, stream.nextDouble());
    assertEquals(0x1.daeb005dcbd58p-2, stream.nextGaussian());
    assertEquals(0x1.0db7fbd6519p-4, stream.nextGaussian());
    assertEquals(0x75b6d564d57e13d5L, stream.split().nextLong());
    int[] values = {0, 1, 2, 3, 4, 5, 6, 7};
    stream.shuffle(values);
    assertArrayEquals(new int[] {1, 2, 3, 5, 4, 6, 0, 7}, values);
    Tensor tensor = Tensor.zeros(2);
    stream.fillUniform(tensor, -1, 1);
    assertArrayEquals(new float[] {0x1.50eaep-2f, -0x1.4872eep-2f}, tensor.data());
    stream.fillNormal(tensor, 1, 2);
    assertArrayEquals(new float[] {-0x1.72d57ap-2f, -0x1.10618ep0f}, tensor.data());
    assertEquals(new RandomStream.State(0x1ac4cd4542b8942fL, 0x9e3779b97f4a7c15L), stream.state());
  }

  /// The JDK's generator is the same algorithm, written independently.
  @Property
  void equalsTheReferenceAlgorithm(@ForAll long seed) {
    RandomStream stream = new RandomStream(new RandomStream.State(seed, GOLDEN_GAMMA));
    SplittableRandom reference = new SplittableRandom(seed);
    for (int generation = 0; generation < 5; generation++) {
      for (int i = 0; i < 20; i++) {
        assertEquals(reference.nextLong(), stream.nextLong());
      }
      stream = stream.split();
      reference = reference.split();
    }
  }

  @Property
  void aRestoredStreamGoesOnExactly(@ForAll long seed, @ForAll @IntRange(max = 50) int before) {
    RandomStream stream = new RandomStream(seed).split();
    for (int i = 0; i < before; i++) {
      stream.nextGaussian();
    }
    RandomStream.State saved = stream.state();
    RandomStream restored = new RandomStream(new RandomStream.State(saved.state(), saved.gamma()));
    for (int i = 0; i < 20; i++) {
      assertEquals(stream.nextGaussian(), restored.nextGaussian());
      assertEquals(stream.nextInt(7), restored.nextInt(7));
      assertEquals(stream.split().nextLong(), restored.split().nextLong());
    }
    assertEquals(stream.state(), restored.state());
    assertNotEquals(saved, stream.state());
  }

  @Example
  void anEvenIncrementIsNoState() {
    assertThrows(IllegalArgumentException.class, () -> new RandomStream.State(1, 2));
  }

  /// What is drawn from a split stream leaves its parent alone, and the two are uncorrelated.
  @Property(tries = 20)
  void splitStreamsAreIndependent(@ForAll long seed) {
    RandomStream parent = new RandomStream(seed);
    RandomStream twin = new RandomStream(seed);
    RandomStream child = parent.split();
    RandomStream untouched = twin.split();
    int n = 20_000;
    double products = 0;
    int equalBits = 0;
    for (int i = 0; i < n; i++) {
      long bits = child.nextLong();
      long parentBits = parent.nextLong();
      assertEquals(twin.nextLong(), parentBits);
      equalBits += 64 - Long.bitCount(bits ^ parentBits);
      products += ((bits >> 11) * 0x1p-52) * ((parentBits >> 11) * 0x1p-52);
    }
    assertNotEquals(untouched.state(), parent.state());
    // Each factor is uniform in [−1, 1): variance 1/3.
    closeInMean("correlation", products / n, 0, 1.0 / 9, n);
    closeInMean("equal bits", equalBits / (64.0 * n), 0.5, 0.25, 64 * n);
  }

  @Example
  void neighbouringSeedsGiveUnrelatedStreams() {
    int n = 10_000;
    long bits = 0;
    for (int seed = 0; seed < n; seed++) {
      bits +=
          Long.bitCount(new RandomStream(seed).nextLong() ^ new RandomStream(seed + 1).nextLong());
    }
    closeInMean("bits", bits / (64.0 * n), 0.5, 0.25, 64 * n);
  }

  @Example
  void uniformMoments() {
    RandomStream stream = new RandomStream(1);
    int n = 200_000;
    double sum = 0;
    double squares = 0;
    float floats = 0;
    for (int i = 0; i < n; i++) {
      double u = stream.nextDouble();
      float f = stream.nextFloat();
      assertTrue(u >= 0 && u < 1 && f >= 0 && f < 1);
      assertEquals(Math.rint(f * 0x1p24), f * 0x1p24);
      sum += u;
      squares += u * u;
      floats += f > 0.75f ? 1 : 0;
    }
    closeInMean("mean", sum / n, 1.0 / 2, 1.0 / 12, n);
    closeInMean("second moment", squares / n, 1.0 / 3, 4.0 / 45, n);
    closeInMean("upper quarter", floats / n, 0.25, 3.0 / 16, n);
  }

  @Example
  void gaussianMoments() {
    RandomStream stream = new RandomStream(2);
    int n = 200_000;
    double[] moments = new double[5];
    int within = 0;
    for (int i = 0; i < n; i++) {
      double z = stream.nextGaussian();
      assertTrue(Double.isFinite(z));
      double power = 1;
      for (int k = 1; k <= 4; k++) {
        moments[k] += (power *= z) / n;
      }
      within += Math.abs(z) < 1 ? 1 : 0;
    }
    // The variance of z^k is E z^2k − (E z^k)²: 1, 3 − 1, 15, 105 − 9.
    closeInMean("mean", moments[1], 0, 1, n);
    closeInMean("variance", moments[2], 1, 2, n);
    closeInMean("skewness", moments[3], 0, 15, n);
    closeInMean("kurtosis", moments[4], 3, 96, n);
    double p = 0.6826894921370859;
    closeInMean("within one deviation", (double) within / n, p, p * (1 - p), n);
  }

  @Property(tries = 100)
  void boundedIntegersAreUniform(@ForAll @IntRange(min = 1, max = 40) int bound) {
    RandomStream stream = new RandomStream(bound);
    int n = 20_000;
    int[] counts = new int[bound];
    for (int i = 0; i < n; i++) {
      counts[stream.nextInt(bound)]++;
    }
    double p = 1.0 / bound;
    for (int count : counts) {
      closeInMean("of " + bound, (double) count / n, p, p * (1 - p), n);
    }
  }

  /// With 3·2²⁹ values, taking 32 bits modulo the bound would give the lower third twice as often.
  @Example
  void largeBoundsAreUnbiased() {
    RandomStream stream = new RandomStream(3);
    int bound = 3 << 29;
    int n = 100_000;
    int lower = 0;
    int[] residues = new int[3];
    for (int i = 0; i < n; i++) {
      int value = stream.nextInt(bound);
      assertTrue(value >= 0 && value < bound);
      lower += value < 1 << 29 ? 1 : 0;
      residues[value % 3]++;
    }
    closeInMean("lower third", (double) lower / n, 1.0 / 3, 2.0 / 9, n);
    for (int residue : residues) {
      closeInMean("residue", (double) residue / n, 1.0 / 3, 2.0 / 9, n);
    }
    assertEquals(0, stream.nextInt(1));
    assertTrue(stream.nextInt(Integer.MAX_VALUE) >= 0);
    assertThrows(IllegalArgumentException.class, () -> stream.nextInt(0));
    assertThrows(IllegalArgumentException.class, () -> stream.nextInt(-5));
  }

  @Example
  void fillsExactlyTheTensor() {
    float[] array = new float[1002];
    Tensor window = Tensor.wrap(array, 1, Shape.of(10, 100));
    new RandomStream(4).fillUniform(window, 2, 3);
    assertTrue(array[0] == 0 && array[1001] == 0);
    for (float value : window.toArray()) {
      assertTrue(value >= 2 && value <= 3);
    }
    new RandomStream(5).fillNormal(window, 10, 1e-3f);
    assertTrue(array[0] == 0 && array[1001] == 0);
    double sum = 0;
    for (float value : window.toArray()) {
      assertTrue(Math.abs(value - 10) < 6e-3);
      sum += value;
    }
    closeInMean("mean", sum / 1000, 10, 1e-6, 1000);
  }

  @Property(tries = 100)
  void whatIsKeptIsWhatSingleDrawsKeep(
      @ForAll long seed, @ForAll @FloatRange(max = 1) float probability) {
    RandomStream stream = new RandomStream(seed).split();
    RandomStream twin = new RandomStream(stream.state());
    float[] array = new float[77];
    Tensor window = Tensor.wrap(array, 1, Shape.of(5, 15));
    for (float p : new float[] {probability, 0, 1, 0.5f, Math.nextDown(1f), Float.MIN_VALUE}) {
      stream.fillKept(window, p, -2.5f);
      for (int i = 1; i <= 75; i++) {
        assertEquals(twin.nextFloat() < p ? 0 : -2.5f, array[i]);
      }
      assertEquals(twin.state(), stream.state());
      assertTrue(array[0] == 0 && array[76] == 0);
    }
  }

  @Example
  void fillsHoldExtremesAndRefuseNonsense() {
    RandomStream stream = new RandomStream(6);
    Tensor tensor = Tensor.zeros(100);
    stream.fillUniform(tensor, -Float.MAX_VALUE, Float.MAX_VALUE);
    for (float value : tensor.toArray()) {
      assertTrue(Float.isFinite(value));
    }
    stream.fillUniform(tensor, 7, 7);
    stream.fillNormal(tensor, 7, 0);
    assertEquals(7, tensor.data()[99]);
    for (Runnable nonsense :
        new Runnable[] {
          () -> stream.fillUniform(tensor, 1, 0),
          () -> stream.fillUniform(tensor, Float.NaN, 0),
          () -> stream.fillUniform(tensor, 0, Float.POSITIVE_INFINITY),
          () -> stream.fillKept(tensor, 1.5f, 1),
          () -> stream.fillKept(tensor, Float.NaN, 1),
          () -> stream.fillNormal(tensor, 0, -1),
          () -> stream.fillNormal(tensor, Float.NaN, 1),
          () -> stream.fillNormal(tensor, 0, Float.NaN)
        }) {
      assertThrows(IllegalArgumentException.class, nonsense::run);
    }
    assertEquals(7, tensor.data()[0]);
  }

  @Property
  void shuffleIsAPermutation(@ForAll long seed, @ForAll @IntRange(max = 50) int length) {
    int[] sorted = IntStream.range(0, length).toArray();
    int[] shuffled = sorted.clone();
    new RandomStream(seed).shuffle(shuffled);
    Arrays.sort(shuffled);
    assertArrayEquals(sorted, shuffled);
  }

  @Example
  void shuffleGivesEveryOrderEquallyOften() {
    RandomStream stream = new RandomStream(7);
    int n = 60_000;
    int[] counts = new int[27];
    for (int i = 0; i < n; i++) {
      int[] values = {0, 1, 2};
      stream.shuffle(values);
      counts[9 * values[0] + 3 * values[1] + values[2]]++;
    }
    int[] orders = Arrays.stream(counts).filter(count -> count > 0).toArray();
    assertEquals(6, orders.length);
    for (int count : orders) {
      closeInMean("order", (double) count / n, 1.0 / 6, 5.0 / 36, n);
    }
  }
}
