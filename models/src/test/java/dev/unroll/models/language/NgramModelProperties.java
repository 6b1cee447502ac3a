package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class NgramModelProperties {
  private static final Smoothing WITTEN_BELL = new Smoothing.WittenBell();
  private static final int V = 4;

  /// Products and sums of at most 8 numbers each way, relative to results of at most 1.
  private static final double TOLERANCE = 16 * Math.ulp(1.0);

  @Provide
  Arbitrary<int[]> texts() {
    return Arbitraries.integers().between(0, V - 1).array(int[].class).ofMinSize(6).ofMaxSize(40);
  }

  @Provide
  Arbitrary<Smoothing> smoothings() {
    return Arbitraries.of(
        WITTEN_BELL, new Smoothing.AddK(1), new Smoothing.AddK(0.01), new Smoothing.AddK(3.5));
  }

  /// How often `gram` stands in a text, followed by something if `followed`.
  private static int count(int[] text, List<Integer> gram, boolean followed) {
    int count = 0;
    int last = text.length - gram.size() - (followed ? 1 : 0);
    for (int at = 0; at <= last; at++) {
      boolean equal = true;
      for (int i = 0; i < gram.size(); i++) {
        equal &= text[at + i] == gram.get(i);
      }
      count += equal ? 1 : 0;
    }
    return count;
  }

  private static List<Integer> list(int[] text, int from, int to) {
    return Arrays.stream(text, from, to).boxed().toList();
  }

  private static List<Integer> followedBy(List<Integer> context, int id) {
    List<Integer> gram = new ArrayList<>(context);
    gram.add(id);
    return gram;
  }

  /// The definition, by counting in the text itself.
  private static double oracle(int[] training, Smoothing smoothing, List<Integer> context, int id) {
    double c = count(training, context, true);
    double cw = count(training, followedBy(context, id), false);
    if (smoothing instanceof Smoothing.AddK(double k)) {
      return (cw + k) / (c + k * V);
    }
    double lower =
        context.isEmpty()
            ? 1.0 / V
            : oracle(training, smoothing, context.subList(1, context.size()), id);
    Set<Integer> followers = new HashSet<>();
    for (int w = 0; w < V; w++) {
      if (count(training, followedBy(context, w), false) > 0) {
        followers.add(w);
      }
    }
    return c == 0 ? lower : (cw + followers.size() * lower) / (c + followers.size());
  }

  @Property
  void probabilitiesAreThoseOfTheDefinition(
      @ForAll("texts") int[] training,
      @ForAll("texts") int[] text,
      @ForAll("smoothings") Smoothing smoothing,
      @ForAll @IntRange(max = 5) int order) {
    NgramModel model = NgramModel.of(training, V, order, smoothing);
    double nats = 0;
    for (int position = 0; position < text.length; position++) {
      List<Integer> context = list(text, Math.max(0, position - order), position);
      double wanted = oracle(training, smoothing, context, text[position]);
      double got = model.probability(text, position);
      assertTrue(Math.abs(wanted - got) <= TOLERANCE, () -> wanted + " but " + got);
      nats -= Math.log(wanted);
    }
    assertEquals(nats, model.nats(text, 0, text.length), 1e-12 * text.length);
    assertEquals(Math.exp(nats / text.length), model.perplexity(text, 0, text.length), 1e-11 * V);
  }

  @Property
  void theDistributionHoldsTheProbabilitiesAndSumsToOne(
      @ForAll("texts") int[] training,
      @ForAll("texts") int[] text,
      @ForAll("smoothings") Smoothing smoothing,
      @ForAll @IntRange(max = 5) int order) {
    NgramModel model = NgramModel.of(training, V, 5, smoothing).withOrder(order);
    double[] probabilities = new double[V];
    int end = text.length - 1;
    model.probabilities(text, end, probabilities);
    for (int id = 0; id < V; id++) {
      text[end] = id;
      assertEquals(model.probability(text, end), probabilities[id], TOLERANCE);
    }
    assertEquals(1, Arrays.stream(probabilities).sum(), TOLERANCE);
  }

  @Property
  void countsAreThoseOfTheText(
      @ForAll("texts") int[] text, @ForAll @IntRange(min = 1, max = 6) int length) {
    Map<List<Integer>, Integer> counts = new LinkedHashMap<>();
    for (int at = 0; at + length <= text.length; at++) {
      counts.merge(list(text, at, at + length), 1, Integer::sum);
    }
    assertEquals(counts.size(), NgramModel.of(text, V, length - 1, WITTEN_BELL).distinct(length));
    List<List<Integer>> byCount = new ArrayList<>(counts.keySet());
    byCount.sort((a, b) -> counts.get(b) - counts.get(a)); // stable
    List<Ngram> all = Ngram.mostFrequent(text, V, length, Integer.MAX_VALUE);
    assertEquals(
        byCount, all.stream().map(n -> Arrays.stream(n.ids(text)).boxed().toList()).toList());
    assertEquals(
        byCount.stream().map(counts::get).toList(), all.stream().map(Ngram::count).toList());
    List<Ngram> three = Ngram.mostFrequent(text, V, length, 3);
    assertEquals(all.subList(0, Math.min(3, all.size())), three);
  }

  /// 40,000 draws: a frequency lies within five standard deviations of its probability.
  @Example
  void drawsFollowTheDistribution() {
    int[] training = {0, 1, 0, 1, 2, 0, 1, 0, 0, 1, 1, 2, 0};
    int draws = 40_000;
    for (Smoothing smoothing : List.of(WITTEN_BELL, new Smoothing.AddK(0.5))) {
      NgramModel model = NgramModel.of(training, V, 2, smoothing);
      for (int[] context : new int[][] {{}, {0}, {0, 1}, {3, 0}, {2, 2}, {3, 3}, {2, 0}}) {
        double[] probabilities = new double[V];
        model.probabilities(context, context.length, probabilities);
        RandomStream random = new RandomStream(1);
        int[] drawn = new int[V];
        for (int i = 0; i < draws; i++) {
          drawn[model.next(context, context.length, random)]++;
        }
        for (int id = 0; id < V; id++) {
          double p = probabilities[id];
          double deviation = Math.sqrt(draws * p * (1 - p));
          assertEquals(draws * p, drawn[id], 5 * deviation, Arrays.toString(context));
        }
      }
    }
  }

  @Property(tries = 20)
  void aGeneratedTextIsTheSameForTheSameSeed(
      @ForAll("texts") int[] training, @ForAll @Size(max = 4) List<@IntRange(max = 3) Integer> p) {
    NgramModel model = NgramModel.of(training, V, 3, WITTEN_BELL);
    int[] prompt = p.stream().mapToInt(i -> i).toArray();
    int[] text = model.generate(prompt, 30, new RandomStream(7));
    assertEquals(30, text.length);
    assertArrayEquals(text, model.generate(prompt, 30, new RandomStream(7)));
  }

  /// "a b a b a c": after a come b twice and c once.
  @Example
  void aTextOfSixWordsByHand() {
    TokenCounter counter = new TokenCounter();
    counter.add("a b a b a c", Tokenizer.SPACES);
    TokenVocabulary words = counter.vocabulary(Set.of(Special.UNKNOWN), 1, TokenCounter.UNLIMITED);
    int[] ids = words.encode("a b a b a c", Tokenizer.SPACES);
    NgramModel model = NgramModel.of(ids, words.size(), 1, WITTEN_BELL);
    int[] ab = words.encode("a b", Tokenizer.SPACES);
    double b0 = (2 + 3 * (1 / 4.0)) / (6 + 3);
    assertEquals(b0, model.withOrder(0).probability(ab, 1));
    assertEquals((2 + 2 * b0) / (3 + 2), model.probability(ab, 1));
    int[] cb = words.encode("c b", Tokenizer.SPACES); // nothing ever followed c
    assertEquals(b0, model.probability(cb, 1));
    int[] ax = words.encode("a x", Tokenizer.SPACES); // the unknown word
    assertEquals(2 * (3 * (1 / 4.0) / 9) / (3 + 2), model.probability(ax, 1));
    NgramModel laplace = model.withSmoothing(new Smoothing.AddK(1));
    assertEquals((2 + 1.0) / (3 + 4), laplace.probability(ab, 1));
    assertEquals(1 / 4.0, laplace.probability(cb, 1));
    List<Ngram> pairs = Ngram.mostFrequent(ids, words.size(), 2, 2);
    assertEquals(List.of(new Ngram(0, 2, 2), new Ngram(1, 2, 2)), pairs);
    assertEquals(List.of("a", "b"), words.decode(pairs.getFirst().ids(ids)));
  }

  @Example
  void whatCannotBeIsRefused() {
    int[] text = {0, 1, 2};
    NgramModel model = NgramModel.of(text, V, 2, WITTEN_BELL);
    assertSame(WITTEN_BELL, model.smoothing());
    assertMessage(
        "order: expected less than the text's 3 tokens, got 3",
        () -> NgramModel.of(text, V, 3, WITTEN_BELL));
    assertMessage("got -1", () -> NgramModel.of(text, V, -1, WITTEN_BELL));
    assertMessage("ids[2]", () -> NgramModel.of(text, 2, 1, WITTEN_BELL));
    assertMessage("expected at most 2", () -> model.withOrder(3));
    assertMessage("got NaN", () -> new Smoothing.AddK(Double.NaN));
    assertMessage("got 0.0", () -> new Smoothing.AddK(0));
    assertMessage("expected 4 elements", () -> model.probabilities(text, 1, new double[3]));
    assertMessage("text[0]", () -> model.nats(new int[] {4}, 0, 1));
    assertMessage("at least one token", () -> model.perplexity(text, 1, 1));
    assertEquals(List.of(), Ngram.mostFrequent(text, V, 4, 1));
  }

  private static void assertMessage(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
