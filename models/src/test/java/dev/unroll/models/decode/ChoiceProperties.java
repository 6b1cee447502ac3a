package dev.unroll.models.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;

final class ChoiceProperties {
  /// Rows with equal logits, huge ones, and impossible tokens.
  @Provide
  Arbitrary<float[]> rows() {
    Arbitrary<Float> logits =
        Arbitraries.oneOf(
            Arbitraries.of(0f, -0f, 1f, 2.5f, -3e38f, Float.NEGATIVE_INFINITY),
            Arbitraries.of(3e38f, 2.5f, 2f),
            Arbitraries.floats().between(-5, 5));
    return logits.array(float[].class).ofMinSize(1).ofMaxSize(9).filter(row -> max(row) > -4e38);
  }

  private static double max(float[] row) {
    return IntStream.range(0, row.length).mapToDouble(i -> row[i]).max().orElseThrow();
  }

  /// A tensor of three rows that does not begin its array; row 1 is given.
  private static Tensor tensor(float[] row) {
    float[] data = new float[2 + 3 * row.length];
    System.arraycopy(row, 0, data, 2 + row.length, row.length);
    return Tensor.wrap(data, 2, Shape.of(3, row.length));
  }

  /// The ids to choose among, the likeliest first.
  private static List<Integer> kept(float[] row, float temperature, int topK, float topP) {
    List<Integer> ids = new ArrayList<>(IntStream.range(0, row.length).boxed().toList());
    ids.sort(Comparator.comparingDouble((Integer id) -> -(row[id] + 0.0)));
    if (topK > 0 && topK < ids.size()) {
      ids = ids.subList(0, topK);
    }
    if (topP == 1) {
      return ids;
    }
    ids.removeIf(id -> weight(row, id, temperature) == 0);
    double sum = 0;
    for (int id : ids.stream().sorted().toList()) {
      sum += weight(row, id, temperature);
    }
    double reached = weight(row, ids.getFirst(), temperature);
    int count = 1;
    while (reached < topP * sum && count < ids.size()) {
      reached += weight(row, ids.get(count++), temperature);
    }
    return ids.subList(0, count);
  }

  private static double weight(float[] row, int id, float temperature) {
    return StrictMath.exp((row[id] - max(row)) / temperature);
  }

  /// By the definition: the weights' running sum over the kept ids passes a random share of their sum.
  @Property(tries = 100)
  void drawsAreThoseOfTheDefinition(
      @ForAll("rows") float[] row,
      @ForAll @FloatRange(min = 0.1f, max = 3) float temperature,
      @ForAll @IntRange(max = 10) int topK,
      @ForAll @FloatRange(min = 0.01f, max = 1.2f) float p,
      @ForAll @IntRange(max = 1000) int seed) {
    float topP = Math.min(1, p);
    List<Integer> kept = kept(row, temperature, topK, topP).stream().sorted().toList();
    double sum = 0;
    for (int id : kept) {
      sum += weight(row, id, temperature);
    }
    Choice choice = new Choice(row.length);
    RandomStream random = new RandomStream(seed);
    for (int i = 0; i < 8; i++) {
      double left = new RandomStream(random.state()).nextDouble() * sum;
      int wanted = -1;
      for (int id : kept) {
        if (weight(row, id, temperature) > 0 && left >= 0) {
          wanted = id;
          left -= weight(row, id, temperature);
        }
      }
      assertEquals(wanted, choice.draw(tensor(row), 1, temperature, topK, topP, random));
    }
  }

  @Property(tries = 100)
  void atTemperatureZeroTheFirstOfTheLikeliestIsTaken(@ForAll("rows") float[] row) {
    int wanted = 0;
    while (row[wanted] != max(row)) {
      wanted++;
    }
    int got = new Choice(row.length).draw(tensor(row), 1, 0, 0, 1, null);
    assertEquals(wanted, got);
    assertEquals(wanted, Candidate.likeliest(tensor(row), 1, 1).getFirst().id());
  }

  @Property(tries = 100)
  void candidatesAreTheLikeliest(@ForAll("rows") float[] row, @ForAll @IntRange(max = 10) int n) {
    List<Candidate> got = Candidate.likeliest(tensor(row), 1, n);
    List<Integer> wanted = kept(row, 1, 0, 1).subList(0, Math.min(n, row.length));
    assertEquals(wanted, got.stream().map(Candidate::id).toList());
    double sum = IntStream.range(0, row.length).mapToDouble(id -> weight(row, id, 1)).sum();
    for (Candidate candidate : got) {
      assertEquals(weight(row, candidate.id(), 1) / sum, candidate.probability(), 1e-12);
    }
  }

  /// 3/6, 2/6, 1/6: the first two reach 0.8 together, the first alone 0.5.
  @Example
  void aNucleusIsAsSmallAsItCanBe() {
    float[] row = {(float) Math.log(1), (float) Math.log(3), (float) Math.log(2)};
    assertArrayEquals(new boolean[] {false, true, true}, drawn(row, 0.8f, 0));
    assertArrayEquals(new boolean[] {false, true, false}, drawn(row, 0.49f, 0));
    assertArrayEquals(new boolean[] {false, true, false}, drawn(row, Float.MIN_VALUE, 0));
    assertArrayEquals(new boolean[] {true, true, true}, drawn(row, 0.9f, 0));
    assertArrayEquals(new boolean[] {true, false}, drawn(new float[2], 0.5f, 0));
    // Of the two likeliest, with 3/5 and 2/5, the first alone reaches 0.55.
    assertArrayEquals(new boolean[] {false, true, false}, drawn(row, 0.55f, 2));
    assertArrayEquals(new boolean[] {true, true, false}, drawn(new float[3], 0.6f, 0));
  }

  @Example
  void ofEquallyLikelyTokensTheLowerIdsAreKept() {
    assertArrayEquals(new boolean[] {true, true, false}, drawn(new float[3], 1, 2));
    assertArrayEquals(new boolean[] {true, false, true}, drawn(new float[] {0, 0, 1}, 1, 2));
    assertArrayEquals(new boolean[] {true, true}, drawn(new float[] {-0f, 0}, 1, 2));
  }

  private static boolean[] drawn(float[] row, float topP, int topK) {
    Choice choice = new Choice(row.length);
    RandomStream random = new RandomStream(3);
    boolean[] drawn = new boolean[row.length];
    for (int i = 0; i < 200; i++) {
      drawn[choice.draw(tensor(row), 1, 1, topK, topP, random)] = true;
    }
    return drawn;
  }

  @Example
  void logitsThatAreNoDistributionAreRefused() {
    float no = Float.NEGATIVE_INFINITY;
    RandomStream random = new RandomStream(1);
    for (float temperature : new float[] {0, 1}) {
      for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        Tensor logits = tensor(new float[] {1, bad, 2});
        String message =
            assertThrows(
                    IllegalStateException.class,
                    () -> new Choice(3).draw(logits, 1, temperature, 0, 1, random))
                .getMessage();
        assertTrue(message.startsWith("the logit of token 1 is " + bad), message);
        assertThrows(IllegalStateException.class, () -> Candidate.likeliest(logits, 1, 2));
      }
      Tensor none = tensor(new float[] {no, no});
      assertThrows(
          IllegalStateException.class,
          () -> new Choice(2).draw(none, 1, temperature, 0, 1, random));
      assertRefused("logits", Tensor.zeros(3), temperature, 0, 1);
      assertRefused("logits", Tensor.zeros(3, 0), temperature, 0, 1);
      assertRefused("logits", Tensor.zeros(2, 4), temperature, 0, 1);
    }
  }

  @Example
  void badOptionsAreRefused() {
    Tensor logits = Tensor.zeros(1, 3);
    assertRefused("temperature", logits, Float.NaN, 0, 1);
    assertRefused("temperature", logits, -1, 0, 1);
    assertRefused("top-k", logits, 1, -1, 1);
    assertRefused("top-p", logits, 1, 0, 1.1f);
    assertRefused("top-p", logits, 1, 0, 0);
    assertRefused("top-p", logits, 1, 0, Float.NaN);
    assertThrows(IllegalArgumentException.class, () -> new Choice(0));
  }

  private static void assertRefused(
      String what, Tensor logits, float temperature, int topK, float topP) {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Choice(3).draw(logits, 0, temperature, topK, topP, new RandomStream(1)))
            .getMessage();
    assertTrue(message.startsWith(what + ": expected"), message);
  }
}
