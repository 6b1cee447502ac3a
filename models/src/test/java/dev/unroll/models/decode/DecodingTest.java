package dev.unroll.models.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DecodingTest {
  private static final int V = 5;
  private static final int END = 3;
  private static final DecodingLimits LIMITS = new DecodingLimits(END, 7);
  private static final int[] FIRST = {0, 1, 2, 4, 0, 1};

  private static RandomStream[] streams(int count) {
    RandomStream[] streams = new RandomStream[count];
    for (int i = 0; i < count; i++) {
      streams[i] = new RandomStream(100 + i);
    }
    return streams;
  }

  @Test
  void greedyTakesTheLikeliestEachTime() {
    for (int seed = 0; seed < 20; seed++) {
      PrefixModel model = new PrefixModel(V, seed, FIRST.length);
      List<Hypothesis> got = Decoding.greedy(model, FIRST, LIMITS);
      for (int row = 0; row < FIRST.length; row++) {
        List<Integer> read = new ArrayList<>(List.of(FIRST[row]));
        List<Integer> wanted = new ArrayList<>();
        double logProbability = 0;
        boolean ended = false;
        while (!ended && read.size() <= LIMITS.maximumLength()) {
          double[] p = model.logProbabilities(read);
          int best = 0;
          for (int id = 1; id < V; id++) {
            best = p[id] > p[best] ? id : best;
          }
          logProbability += p[best];
          ended = best == END;
          read.add(best);
          if (!ended) {
            wanted.add(best);
          }
        }
        Hypothesis hypothesis = got.get(row);
        assertArrayEquals(wanted.stream().mapToInt(i -> i).toArray(), hypothesis.ids());
        assertEquals(ended, hypothesis.ended());
        assertEquals(logProbability, hypothesis.logProbability(), 1e-12);
      }
    }
  }

  @Test
  void aSampledRowDoesNotDependOnItsCompany() {
    Choice choice = new Choice(V);
    Decoding.Chooser sampler = (logits, row, random) -> choice.draw(logits, row, 1, 0, 1, random);
    int ended = 0;
    for (int seed = 0; seed < 20; seed++) {
      PrefixModel together = new PrefixModel(V, seed, FIRST.length);
      List<Hypothesis> all =
          Decoding.sample(together, FIRST, LIMITS, sampler, streams(FIRST.length));
      for (int row = 0; row < FIRST.length; row++) {
        RandomStream[] random = {streams(FIRST.length)[row]};
        Hypothesis alone =
            Decoding.sample(
                    new PrefixModel(V, seed, 1), new int[] {FIRST[row]}, LIMITS, sampler, random)
                .getFirst();
        assertArrayEquals(alone.ids(), all.get(row).ids());
        assertEquals(alone.logProbability(), all.get(row).logProbability());
        ended += alone.ended() ? 1 : 0;
      }
    }
    assertTrue(ended > 20 && ended < 120, "ended " + ended);
  }

  @Test
  void withoutAnEndTokenEveryTextHasTheMaximumLength() {
    DecodingLimits limits = new DecodingLimits(-1, 40);
    PrefixModel model = new PrefixModel(V, 1, 1);
    Hypothesis text = Decoding.greedy(model, new int[] {0}, limits).getFirst();
    assertEquals(40, text.ids().length);
    assertFalse(text.ended());
    assertEquals(40, model.steps);
    assertEquals(List.of(), Decoding.greedy(model, new int[0], limits));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Decoding.sample(
                model, new int[2], limits, (logits, row, random) -> 0, new RandomStream[1]));
  }
}
