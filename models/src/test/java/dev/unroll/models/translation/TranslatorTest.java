package dev.unroll.models.translation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.Split;
import dev.unroll.models.data.Split.Parts;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class TranslatorTest {
  private static final String[] WORDS = {"ein", "zwei", "drei", "vier"};
  private static final String[] DIGITS = {"one", "two", "three", "four"};

  static Stream<TranslatorOptions> options() {
    List<TranslatorOptions> all = new ArrayList<>();
    for (Attending attention : Attending.values()) {
      for (Cell cell : List.of(Cell.GRU, Cell.LSTM)) {
        boolean both = attention == Attending.GENERAL || attention == Attending.ADDITIVE;
        all.add(
            new TranslatorOptions(
                Tokenizer.SPACES,
                cell,
                10,
                16,
                1,
                both,
                !both,
                attention == Attending.NONE,
                attention,
                0.05f));
      }
    }
    all.add(
        new TranslatorOptions(
            Tokenizer.SPACES, Cell.LSTM, 0, 16, 2, false, true, false, Attending.NONE, 0));
    return all.stream();
  }

  private static TranslatorOptions small(Attending attention, boolean reversed) {
    return new TranslatorOptions(
        Tokenizer.SPACES, Cell.GRU, 10, 16, 1, false, reversed, false, attention, 0);
  }

  /// Sequences of number words, to be said in another language.
  private static Parts<SentencePair> data() {
    List<SentencePair> texts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int length = 1 + i % 3;
      StringBuilder source = new StringBuilder();
      StringBuilder target = new StringBuilder();
      for (int k = 0; k < length; k++) {
        int word = (i >> (2 * k)) % 4;
        source.append(k == 0 ? "" : " ").append(WORDS[word]);
        target.append(k == 0 ? "" : " ").append(DIGITS[word]);
      }
      texts.add(new SentencePair(source.toString(), target.toString()));
    }
    return new Parts<>(texts.subList(0, 56), texts.subList(56, 64));
  }

  private static TranslationTask task(TranslatorOptions options, Parts<SentencePair> data) {
    return task(options, data, Teaching.forced(8));
  }

  private static TranslationTask task(
      TranslatorOptions options, Parts<SentencePair> data, Teaching teaching) {
    PairVocabularies known = PairVocabularies.of(data.training(), Tokenizer.SPACES, 1);
    Translator model =
        new Translator(
            options, known.source(), known.target(), Scope.fresh(1, Initializer.torch()));
    return new TranslationTask(model, data.training(), data.heldOut(), teaching, 1);
  }

  @ParameterizedTest
  @MethodSource("options")
  void learnsStreamsAndIsSaved(TranslatorOptions options, @TempDir Path directory)
      throws IOException {
    Parts<SentencePair> data = data();
    TranslationTask task = task(options, data);
    double before = score(task, "cross-entropy");
    Trainer.start(
            task,
            TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f)),
            TrainingLimits.epochs(8))
        .run(TrainingListener.NONE);
    double after = score(task, "cross-entropy");
    assertTrue(after < 0.7 * before, before + " to " + after);
    assertEquals(5, task.examples().size());

    // 1. a stream over several sources of unequal length gives the bits of the teacher-forced graph
    Tensor wanted = streamed(task);
    PairBatch batch = task.validation().read(0, 0);

    // 2. beams
    int[] source = task.model().encode(data.heldOut().getFirst().source());
    Hypothesis narrow = task.model().best(source, new BeamOptions(1, 1, 0)).getFirst();
    assertTrue(
        task.model().best(source, new BeamOptions(4, 1, 0)).getFirst().score() >= narrow.score());
    assertArrayEquals(task.model().greedy(List.of(source)).getFirst(), narrow.ids());

    // 3. a file gives the model back
    Path file = directory.resolve("model.safetensors");
    Models.save(task.model(), file);
    Translator loaded = Models.load(file, Translator.class);
    assertEquals(options, loaded.options());
    assertArrayEquals(
        wanted.toArray(),
        loaded.logits(Pass.reading(new Tape()), batch.sources(), batch.inputs()).value().toArray());
  }

  /// The logits of held-out pairs, teacher-forced, of which a stream gives the bits.
  private static Tensor streamed(TranslationTask task) {
    PairBatch batch = task.validation().read(0, 0);
    Tensor wanted =
        task.model().logits(Pass.reading(new Tape()), batch.sources(), batch.inputs()).value();
    TranslatorStream stream = new TranslatorStream(task.model(), batch.sources());
    int rows = batch.sources().batch();
    for (int t = 0; t < batch.inputs().steps(); t++) {
      int[] ids = new int[rows];
      System.arraycopy(batch.inputs().ids(), t * rows, ids, 0, rows);
      Tensor got = stream.step(ids);
      for (int n = 0; n < rows; n++) {
        if (t < batch.inputs().lengths()[n]) {
          assertArrayEquals(wanted.at(t).at(n).toArray(), got.at(n).toArray(), "step " + t);
        }
      }
    }
    return wanted;
  }

  @Test
  void everyCellAndDepthStreams() {
    Attending[] attention = Attending.values();
    for (int i = 0; i < Cell.all().size(); i++) {
      boolean both = i % 2 == 1;
      Attending attending = both ? Attending.GENERAL : attention[i / 2 % attention.length];
      streamed(
          task(
              new TranslatorOptions(
                  Tokenizer.SPACES,
                  Cell.all().get(i),
                  6,
                  7,
                  1 + i % 3,
                  both,
                  !both,
                  attending == Attending.NONE,
                  attending,
                  0),
              data()));
    }
  }

  private static double score(TranslationTask task, String name) {
    for (Score score : Trainer.evaluate(task, Workers.CALLER)) {
      if (score.metric().name().equals(name)) {
        return score.value();
      }
    }
    throw new AssertionError(name);
  }

  @Test
  void attentionIsADistributionOverTheSource() {
    Parts<SentencePair> data = data();
    TranslationTask task = task(small(Attending.ADDITIVE, false), data);
    PairBatch batch = task.validation().read(0, 0);
    Tensor weights =
        task.model()
            .attended(Pass.reading(new Tape()), batch.sources(), batch.inputs())
            .weights()
            .value();
    int[] lengths = batch.sources().lengths();
    for (int s = 0; s < weights.shape().dimension(1); s++) {
      for (int n = 0; n < lengths.length; n++) {
        double sum = 0;
        for (int t = 0; t < weights.shape().dimension(2); t++) {
          float weight = weights.get(n, s, t);
          sum += weight;
          assertTrue(t < lengths[n] || weight == 0);
        }
        assertEquals(1, sum, 1e-5);
      }
    }
  }

  @Test
  void additionProblemsAreDistinctAlsoWithTheirSummandsExchanged() {
    List<SentencePair> problems = Addition.problems(5000, 1);
    assertEquals("985+588", problems.getFirst().source());
    assertEquals("1573", problems.getFirst().target());
    assertEquals("847+313", problems.get(1).source());
    Set<String> seen = new HashSet<>();
    for (SentencePair problem : problems) {
      String[] summands = problem.source().split("\\+");
      int a = Integer.parseInt(summands[0]);
      int b = Integer.parseInt(summands[1]);
      assertEquals(a + b, Integer.parseInt(problem.target()));
      assertTrue(seen.add(Math.min(a, b) + " " + Math.max(a, b)), problem.source());
    }
    assertThrows(IllegalArgumentException.class, () -> Addition.problems(0, 1));
  }

  @Test
  void aRowOfAStreamGoesOnWhereAnotherStood() {
    Parts<SentencePair> data = data();
    TranslationTask task = task(small(Attending.ADDITIVE, false), data);
    PairBatch batch = task.validation().read(0, 0);
    int rows = batch.sources().batch();
    TranslatorStream stream = new TranslatorStream(task.model(), batch.sources());
    TranslatorStream other = new TranslatorStream(task.model(), batch.sources());
    int[] first = new int[rows];
    Arrays.fill(first, task.model().target().id(Special.BEGIN));
    stream.step(first);
    other.step(first);
    int[] order = {rows - 1, 0, 0};
    other.select(order);
    int[] read = new int[rows];
    Arrays.setAll(read, n -> 4 + n % 4);
    Tensor wanted = stream.step(read);
    Tensor got = other.step(new int[] {read[rows - 1], read[0], read[0]});
    for (int n = 0; n < order.length; n++) {
      assertArrayEquals(wanted.at(order[n]).toArray(), got.at(n).toArray(), "row " + n);
    }
  }

  @Test
  void whatARowAnswersDoesNotDependOnItsCompany() {
    Parts<SentencePair> data = data();
    Translator model = task(small(Attending.ADDITIVE, false), data).model();
    List<int[]> sources =
        data.training().stream().map(pair -> model.encode(pair.source())).toList();
    List<int[]> together = model.greedy(sources);
    for (int n = 0; n < sources.size(); n++) {
      assertArrayEquals(model.greedy(List.of(sources.get(n))).getFirst(), together.get(n));
    }
    assertEquals(List.of(), model.greedy(List.of()));
  }

  /// Two targets of one source, one of them with a word that training lacks, and a second sentence, which it
  /// makes up of unknown words: asked once each, and what is unknown is never right.
  @Test
  void eachSourceIsAskedOnceAndComparedWithAllOfItsTargets() throws IOException {
    Parts<SentencePair> made = data();
    List<SentencePair> heldOut =
        List.of(
            new SentencePair("ein drei ein", "unheard of"),
            new SentencePair("ein  drei ein", "one three one"),
            new SentencePair("foo bar", "<unk> <unk>"));
    TranslationTask task = task(small(Attending.NONE, true), new Parts<>(made.training(), heldOut));
    PairBatch all = task.validation().read(0, 0);
    assertEquals(3, all.pairs().size());
    Evaluation<PairBatch> evaluation = task.evaluation();
    double[] sums = evaluation.sums(Pass.reading(new Tape()), all);
    assertEquals(2, sums[21]);
    assertEquals(3 + 4 + 3, sums[23]);
    Trainer.start(
            task,
            TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f)),
            TrainingLimits.epochs(40))
        .run(TrainingListener.NONE);
    assertEquals("one three one", task.model().translate("ein drei ein"));
    assertEquals(0.5, score(task, "exact-match"));
  }

  @Test
  void tokensCostWhatTheirFrequencySays() {
    Parts<SentencePair> data =
        new Parts<>(
            List.of(new SentencePair("a", "x x y")), List.of(new SentencePair("a", "x y z")));
    TranslationTask task = task(small(Attending.ADDITIVE, false), data);
    // x 2, y 1, end 1, unknown 0, each once more: of 8
    double wanted = -(Math.log(3 / 8.0) + 2 * Math.log(2 / 8.0) + Math.log(1 / 8.0)) / 4;
    assertEquals(wanted, task.baselines().getFirst().value(), 1e-12);
  }

  @Test
  void scheduledSamplingExchangesInputsForTheModelsOwn() throws IOException {
    Parts<SentencePair> data = data();
    TranslationTask task = task(small(Attending.ADDITIVE, false), data, new Teaching(8, 1, 4));
    assertEquals(0, task.training().read(0, 0).sampling());
    assertEquals(0.75, task.training().read(3, 0).sampling());
    PairBatch batch = task.training().read(9, 0);
    assertEquals(1, batch.sampling());
    PairBatch sampled = ScheduledSampling.sampled(task.model(), batch, new RandomStream(1));
    assertArrayEquals(batch.targets(), sampled.targets());
    List<int[]> own = task.model().greedy(batch.pairs().stream().map(Pair::source).toList());
    int rows = batch.inputs().batch();
    int[] ids = sampled.inputs().ids();
    for (int n = 0; n < rows; n++) {
      assertEquals(task.model().target().id(Special.BEGIN), ids[n]);
      int[] answer = own.get(n);
      for (int t = 1; t < batch.inputs().lengths()[n] && t <= answer.length; t++) {
        assertEquals(answer[t - 1], ids[t * rows + n], "row " + n + ", step " + t);
      }
    }
    PairBatch half =
        ScheduledSampling.sampled(task.model(), batch.withSampling(0.5), new RandomStream(1));
    assertFalse(Arrays.equals(half.inputs().ids(), ids));
    assertFalse(Arrays.equals(half.inputs().ids(), batch.inputs().ids()));

    double before = score(task, "cross-entropy");
    Trainer.start(
            task,
            TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f)),
            TrainingLimits.epochs(8))
        .run(TrainingListener.NONE);
    assertTrue(score(task, "cross-entropy") < 0.7 * before);
  }

  @Test
  void looksAreInTheOrderOfTheSourceHoweverItIsRead() {
    for (boolean reversed : new boolean[] {false, true}) {
      Translator model = task(small(Attending.GENERAL, reversed), data()).model();
      int[] source = model.encode("vier zwei drei");
      double[][] looks = model.looks(source, new int[] {5});
      int begin = model.target().id(Special.BEGIN);
      Tensor weights =
          model
              .attended(
                  Pass.reading(new Tape()),
                  new Sequence.Tokens(source, 3, 1),
                  new Sequence.Tokens(new int[] {begin, 5}, 2, 1))
              .weights()
              .value();
      assertEquals(2, looks.length);
      for (int s = 0; s < 2; s++) {
        for (int t = 0; t < 3; t++) {
          assertEquals(weights.get(0, s, reversed ? 2 - t : t), (float) looks[s][t]);
        }
      }
    }
  }

  @Test
  void numbersInWordsBecomeDigits() {
    assertEquals("zero", NumberWords.words(0));
    assertEquals("nineteen", NumberWords.words(19));
    assertEquals("forty two", NumberWords.words(42));
    assertEquals("seven hundred", NumberWords.words(700));
    assertEquals("six hundred and ninety", NumberWords.words(690));
    assertEquals("nine hundred and five", NumberWords.words(905));
    Set<String> words = new HashSet<>();
    for (int number = 0; number < 1000; number++) {
      assertTrue(words.add(NumberWords.words(number)));
    }
    for (int[] bounds : new int[][] {{1, 1}, {2, 2}, {3, 9}, {20, 20}, {20, 30}}) {
      Set<Integer> lengths = new HashSet<>();
      for (SentencePair pair : NumberWords.pairs(300, bounds[0], bounds[1], 1)) {
        int length = pair.source().split(" ").length;
        assertTrue(length >= bounds[0] && length <= bounds[1], pair.source());
        lengths.add(length);
        List<String> numbers = List.of(pair.target().split(" , "));
        assertEquals(numbers.size(), pair.source().split(" , ").length);
        for (int i = 0; i < numbers.size(); i++) {
          int number = Integer.parseInt(numbers.get(i).replace(" ", ""));
          assertEquals(NumberWords.words(number), pair.source().split(" , ")[i]);
        }
      }
      assertEquals(bounds[1] - bounds[0] + 1, lengths.size());
    }
    assertThrows(IllegalArgumentException.class, () -> NumberWords.pairs(1, 0, 2, 1));
    assertThrows(IllegalArgumentException.class, () -> NumberWords.pairs(1, 3, 2, 1));
  }

  @Test
  void pairsOfOneSourceAreHeldOutTogether() {
    List<SentencePair> pairs = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      pairs.add(new SentencePair("s" + i / 2, "t" + i));
    }
    Parts<SentencePair> parts = SentencePair.split(pairs, new Split.Every(2));
    assertEquals(
        List.of("t2", "t3", "t6", "t7"),
        parts.heldOut().stream().map(SentencePair::target).toList());
    assertEquals(5, parts.training().size());
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(
        IllegalArgumentException.class, () -> PairVocabularies.of(List.of(), Tokenizer.SPACES, 1));
    Parts<SentencePair> data = data();
    Translator model = task(small(Attending.ADDITIVE, false), data).model();
    List<SentencePair> empty = List.of(new SentencePair("ein", " "));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TranslationTask(model, data.training(), empty, Teaching.forced(8), 1));
    for (String text : List.of("", " ", "foo bar")) {
      assertThrows(IllegalArgumentException.class, () -> model.translate(text));
    }
    assertThrows(IllegalArgumentException.class, () -> new Teaching(0, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Teaching(1, 1.1f, 0));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new TranslatorOptions(
                Tokenizer.SPACES, Cell.GRU, 0, 8, 1, false, false, true, Attending.NONE, 0));
  }
}
