package dev.unroll.models.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class CtcDecodingProperties {
  private static final int CLASSES = 3;
  private static final int ROWS = 2;

  private static Tensor logits(int steps, long seed) {
    Tensor logits = Tensor.zeros(Shape.of(steps, ROWS, CLASSES));
    new RandomStream(seed).fillNormal(logits, 0, 2);
    return logits;
  }

  /// The probability of every text, by all paths.
  private static Map<List<Integer>, Double> enumerated(Tensor logits, int row, int steps) {
    Map<List<Integer>, Double> texts = new HashMap<>();
    int paths = (int) Math.pow(CLASSES, steps);
    for (int path = 0; path < paths; path++) {
      List<Integer> text = new ArrayList<>();
      double p = 1;
      int before = 0;
      for (int t = 0, rest = path; t < steps; t++, rest /= CLASSES) {
        int id = rest % CLASSES;
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
          sum += Math.exp(logits.get(t, row, c));
        }
        p *= Math.exp(logits.get(t, row, id)) / sum;
        if (id != 0 && id != before) {
          text.add(id);
        }
        before = id;
      }
      texts.merge(text, p, Double::sum);
    }
    return texts;
  }

  private static List<Integer> text(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }

  @Property(tries = 60)
  void aBeamThatLeavesNothingOutIsExact(
      @ForAll @IntRange(min = 1, max = 6) int steps, @ForAll long seed) {
    Tensor logits = logits(steps, seed);
    for (int row = 0; row < ROWS; row++) {
      Map<List<Integer>, Double> wanted = enumerated(logits, row, steps);
      List<Hypothesis> found = CtcDecoding.beam(logits, row, steps, 10_000, 10_000);
      assertEquals(wanted.size(), found.size());
      double last = Double.POSITIVE_INFINITY;
      for (Hypothesis each : found) {
        double p = Math.exp(each.logProbability());
        assertEquals(wanted.get(text(each.ids())), p, 1e-9);
        assertTrue(each.logProbability() <= last);
        last = each.logProbability();
      }
    }
  }

  @Property(tries = 60)
  void aNarrowBeamNeverPromisesTooMuch(
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll long seed) {
    Tensor logits = logits(steps, seed);
    Map<List<Integer>, Double> all = enumerated(logits, 1, steps);
    List<Hypothesis> found = CtcDecoding.beam(logits, 1, steps, width, width);
    assertTrue(!found.isEmpty() && found.size() <= width);
    for (Hypothesis each : found) {
      assertTrue(Math.exp(each.logProbability()) <= all.get(text(each.ids())) + 1e-9);
    }
  }

  @Example
  void theBestTextNeedNotBeThatOfTheBestPath() {
    // Graves 2006: blank .6 and a .4, twice: the path of two blanks has .36, the three that spell a
    // .64
    Tensor logits = Tensor.zeros(Shape.of(2, 1, 2));
    for (int t = 0; t < 2; t++) {
      logits.set((float) Math.log(0.6), t, 0, 0);
      logits.set((float) Math.log(0.4), t, 0, 1);
    }
    assertArrayEquals(new int[0], CtcDecoding.greedy(logits, 0, 2));
    Hypothesis best = CtcDecoding.beam(logits, 0, 2, 2, 1).getFirst();
    assertArrayEquals(new int[] {1}, best.ids());
    assertEquals(0.64, Math.exp(best.logProbability()), 1e-6);
  }

  @Example
  void aLabelAfterItselfNeedsABlank() {
    int[] path = {0, 2, 2, 0, 2, 1, 1};
    Tensor logits = Tensor.zeros(Shape.of(path.length, 1, CLASSES));
    for (int t = 0; t < path.length; t++) {
      logits.set(9, t, 0, path[t]);
    }
    int[] wanted = {2, 2, 1};
    assertArrayEquals(wanted, CtcDecoding.greedy(logits, 0, path.length));
    assertArrayEquals(wanted, CtcDecoding.beam(logits, 0, path.length, 4, 1).getFirst().ids());
    assertArrayEquals(new int[] {2}, CtcDecoding.greedy(logits, 0, 4)); // of its own steps alone
  }

  @Example
  void whatIsNoDistributionIsRefused() {
    Tensor logits = logits(2, 1);
    logits.set(Float.NaN, 1, 0, 2);
    assertThrows(IllegalStateException.class, () -> CtcDecoding.greedy(logits, 0, 2));
    assertThrows(IllegalStateException.class, () -> CtcDecoding.beam(logits, 0, 2, 2, 1));
    assertThrows(
        IllegalArgumentException.class, () -> CtcDecoding.greedy(Tensor.zeros(2, 3), 0, 2));
  }
}
