package dev.unroll.models.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class BeamSearchProperties {
  private static final int V = 3;
  private static final int END = 1;
  private static final int FIRST = 2;

  /// Sums of at most 5 numbers below 10 of either rounding.
  private static final double TOLERANCE = 5 * Math.ulp(50.0);

  /// A text of the oracle: the ids with the end token, if it has it.
  private record Text(List<Integer> ids, double logProbability) {
    boolean ended() {
      return !ids.isEmpty() && ids.getLast() == END;
    }

    double score(double alpha) {
      return logProbability / Math.pow(ids.size(), alpha);
    }

    Text with(int id, double more) {
      List<Integer> longer = new ArrayList<>(ids);
      longer.add(id);
      return new Text(longer, logProbability + more);
    }
  }

  private static List<Integer> read(Text text) {
    List<Integer> read = new ArrayList<>(List.of(FIRST));
    read.addAll(text.ids);
    return read;
  }

  /// All continuations of a text by one token that are possible.
  private static List<Text> continued(PrefixModel model, Text text) {
    double[] more = model.logProbabilities(read(text));
    return IntStream.range(0, V)
        .filter(id -> more[id] > Double.NEGATIVE_INFINITY)
        .mapToObj(id -> text.with(id, more[id]))
        .toList();
  }

  /// All texts of at most `length` tokens.
  private static void enumerate(PrefixModel model, Text text, int length, List<Text> into) {
    if (text.ended() || text.ids.size() == length) {
      into.add(text);
    } else {
      continued(model, text).forEach(next -> enumerate(model, next, length, into));
    }
  }

  private static void assertSame(List<Text> wanted, List<Hypothesis> got, double alpha) {
    assertEquals(wanted.size(), got.size());
    for (int i = 0; i < got.size(); i++) {
      Hypothesis hypothesis = got.get(i);
      // Texts of equal scores may come in any order: their scores must agree, and they must be
      // themselves.
      assertEquals(wanted.get(i).score(alpha), hypothesis.score(), TOLERANCE);
      double score = hypothesis.score();
      assertTrue(
          wanted.stream()
              .filter(text -> Math.abs(text.score(alpha) - score) <= TOLERANCE)
              .anyMatch(text -> isSame(text, hypothesis)));
    }
  }

  private static boolean isSame(Text text, Hypothesis hypothesis) {
    List<Integer> ids = text.ended() ? text.ids.subList(0, text.ids.size() - 1) : text.ids;
    return text.ended() == hypothesis.ended()
        && ids.equals(IntStream.of(hypothesis.ids()).boxed().toList())
        && Math.abs(text.logProbability - hypothesis.logProbability()) <= TOLERANCE;
  }

  /// A beam that holds all beginnings finds the n-best of all texts.
  @Property(tries = 100)
  void aWideBeamFindsTheBestOfAllTexts(
      @ForAll @IntRange(max = 10_000) int seed,
      @ForAll @IntRange(min = 1, max = 4) int length,
      @ForAll @IntRange(min = 0, max = 4) int penalty) {
    float alpha = penalty / 2f;
    PrefixModel model = new PrefixModel(V, seed, 1);
    List<Text> all = new ArrayList<>();
    enumerate(model, new Text(List.of(), 0), length, all);
    all.sort(Comparator.comparingDouble((Text text) -> text.score(alpha)).reversed());
    DecodingLimits limits = new DecodingLimits(END, length);
    List<Hypothesis> got = BeamSearch.search(model, FIRST, limits, new BeamOptions(81, 81, alpha));
    assertSame(all, got, alpha);
    List<Hypothesis> best =
        BeamSearch.search(
            new PrefixModel(V, seed, 1), FIRST, limits, new BeamOptions(81, 1, alpha));
    assertEquals(got.getFirst().score(), best.getFirst().score());
    assertArrayEquals(got.getFirst().ids(), best.getFirst().ids());
  }

  /// A narrow beam is the procedure itself, run to the end without stopping early.
  @Property
  void aNarrowBeamFollowsTheProcedure(
      @ForAll @IntRange(max = 10_000) int seed,
      @ForAll @IntRange(min = 1, max = 5) int length,
      @ForAll @IntRange(min = 1, max = 4) int width,
      @ForAll @IntRange(min = 0, max = 4) int penalty) {
    float alpha = penalty / 2f;
    PrefixModel model = new PrefixModel(V, seed, 1);
    List<Text> beam = List.of(new Text(List.of(), 0));
    List<Text> done = new ArrayList<>();
    for (int t = 0; t < length; t++) {
      List<Text> all = new ArrayList<>();
      beam.forEach(text -> all.addAll(continued(model, text)));
      all.sort(Comparator.comparingDouble((Text text) -> -rounded(text.logProbability)));
      for (int rank = 0; rank < Math.min(width, all.size()); rank++) {
        if (all.get(rank).ended()) {
          done.add(all.get(rank));
        }
      }
      beam = all.stream().filter(text -> !text.ended()).limit(width).toList();
    }
    done.addAll(beam);
    done.sort(Comparator.comparingDouble((Text text) -> -rounded(text.score(alpha))));
    List<Hypothesis> got =
        BeamSearch.search(
            model, FIRST, new DecodingLimits(END, length), new BeamOptions(width, width, alpha));
    assertEquals(Math.min(width, done.size()), got.size());
    for (int i = 0; i < got.size(); i++) {
      assertTrue(isSame(done.get(i), got.get(i)), "hypothesis " + i);
    }
  }

  /// The oracle adds in another way: what differs by rounding only is equal.
  private static double rounded(double value) {
    return Math.rint(value * 1e9) / 1e9;
  }

  @Property(tries = 100)
  void aBeamOfOneIsGreedy(@ForAll @IntRange(max = 10_000) int seed) {
    DecodingLimits limits = new DecodingLimits(END, 6);
    Hypothesis beam =
        BeamSearch.search(new PrefixModel(V, seed, 1), FIRST, limits, new BeamOptions(1, 1, 0))
            .getFirst();
    Hypothesis greedy =
        Decoding.greedy(new PrefixModel(V, seed, 1), new int[] {FIRST}, limits).getFirst();
    assertArrayEquals(greedy.ids(), beam.ids());
    assertEquals(greedy.ended(), beam.ended());
    assertEquals(greedy.logProbability(), beam.logProbability());
  }

  /// "1" ends at once with p = 0.6; every other text is less likely, so one step is enough.
  @Example
  void stopsWhenNothingCanGetBetter() {
    int[] steps = {0};
    StepModel model =
        new StepModel() {
          @Override
          public Tensor step(int[] ids) {
            steps[0]++;
            Tensor logits = Tensor.zeros(ids.length, 2);
            for (int row = 0; row < ids.length; row++) {
              logits.set((float) Math.log(0.4), row, 0);
              logits.set((float) Math.log(0.6), row, 1);
            }
            return logits;
          }

          @Override
          public void select(int[] rows) {}
        };
    List<Hypothesis> best =
        BeamSearch.search(model, 0, new DecodingLimits(1, 50), new BeamOptions(2, 1, 0));
    assertEquals(1, steps[0]);
    assertEquals(0, best.getFirst().ids().length);
    assertTrue(best.getFirst().ended());
    assertEquals(Math.log(0.6), best.getFirst().logProbability(), 1e-7);
    // By the mean of ln p, longer texts of ever more likely tokens could still win.
    BeamSearch.search(model, 0, new DecodingLimits(1, 50), new BeamOptions(2, 1, 1));
    assertTrue(steps[0] > 2);
  }

  @Example
  void badOptionsAreRefused() {
    assertMessage("beam width", () -> new BeamOptions(0, 1, 1));
    assertMessage("at most the beam's width of 2, got 3", () -> new BeamOptions(2, 3, 1));
    assertMessage("length penalty", () -> new BeamOptions(1, 1, Float.NaN));
    assertMessage("maximum length", () -> new DecodingLimits(0, 0));
    assertMessage("end", () -> new DecodingLimits(-2, 1));
  }

  private static void assertMessage(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
