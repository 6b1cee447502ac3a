package dev.unroll.models.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class EditDistanceProperties {
  @Provide
  Arbitrary<int[]> words() {
    return Arbitraries.integers().between(0, 2).array(int[].class).ofMaxSize(6);
  }

  /// By trying every way: the recursion of the definition.
  private static int oracle(int[] a, int i, int[] b, int j) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    int replaced = oracle(a, i - 1, b, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
    return Math.min(replaced, 1 + Math.min(oracle(a, i - 1, b, j), oracle(a, i, b, j - 1)));
  }

  @Property
  void isTheLeastNumberOfEdits(@ForAll("words") int[] a, @ForAll("words") int[] b) {
    int wanted = oracle(a, a.length, b, b.length);
    assertEquals(wanted, EditDistance.of(a, b));
    assertEquals(wanted, EditDistance.of(b, a));
    assertEquals(wanted, EditDistance.of(tokens(a), tokens(b)));
    assertEquals(wanted, EditDistance.of(String.join("", tokens(a)), String.join("", tokens(b))));
  }

  private static List<String> tokens(int[] ids) {
    return Arrays.stream(ids).mapToObj(List.of("🙂", "🙃", "a")::get).toList();
  }

  @Example
  void kittenAndSitting() {
    assertEquals(3, EditDistance.of("kitten", "sitting"));
    assertEquals(1, EditDistance.of("🙂", "🙃"));
    assertEquals(2, EditDistance.of(List.of("a", "b", "c"), List.of("c")));
  }
}
