package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.BeamSearch;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.text.UnknownTokenException;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.Truncation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LanguageModelTest {
  private static final String TEXT =
      "the cat sat on the mat.\nthe dog ran to the cat.\n".repeat(60);

  static List<Cell> cells() {
    return Cell.all();
  }

  static Stream<LanguageModelOptions> options() {
    LanguageModelOptions words =
        LanguageModelOptions.words(Tokenizer.PUNCTUATION, Cell.LSTM, 8, 16, 0.1f);
    return Stream.of(
        LanguageModelOptions.characters(Cell.GRU, 16).stacked(2, Wiring.PLAIN, 0.1f),
        LanguageModelOptions.characters(Cell.RNN, 16).stacked(3, Wiring.RESIDUAL, 0.1f),
        LanguageModelOptions.characters(Cell.LSTM, 16).stacked(2, Wiring.DENSE, 0),
        LanguageModelOptions.characters(Cell.LSTM, 16).stacked(2, Wiring.HIGHWAY, 0),
        LanguageModelOptions.characters(Cell.RNN_RELU, 16).withSingleBias(),
        words,
        new LanguageModelOptions(
            Tokenizer.PUNCTUATION,
            Cell.RESET_AFTER_GRU,
            16,
            2,
            16,
            true,
            0.2f,
            true,
            Wiring.PLAIN,
            true,
            words.biases(),
            0),
        LanguageModelOptions.characters(Cell.PROJECTED_LSTM, 16).withProjection(6));
  }

  private static Corpus corpus(LanguageModelOptions options) throws IOException {
    TextSource source = TextSource.of(TEXT);
    return options.tokenizer() == Tokenizer.CHARACTERS
        ? Corpus.ofCharacters(source)
        : Corpus.ofTokens(
            source, options.tokenizer(), Set.of(Special.UNKNOWN), 1, TokenCounter.UNLIMITED, 0);
  }

  private static LanguageModel untrained(LanguageModelOptions options) throws IOException {
    return LanguageModel.build(options, corpus(options).vocabulary(), 3);
  }

  private static LanguageModel untrained(Cell cell) throws IOException {
    return untrained(LanguageModelOptions.characters(cell, 16).stacked(2, Wiring.PLAIN, 0.1f));
  }

  private static void train(LanguageModel model, TextOptions text, int steps) throws IOException {
    // the states of an LSTM with ReLU have no bound: it wants short steps, and not too many
    boolean wild = model.options().cell() == Cell.LSTM_RELU;
    Trainer.start(
            new LanguageTask(model, corpus(model.options()), text),
            TrainingOptions.defaults()
                .withSeed(2)
                .withOptimizer(new OptimizerOptions.Adam(wild ? 3e-4f : 3e-3f)),
            TrainingLimits.steps(steps))
        .run(TrainingListener.NONE);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellLearns(Cell cell) throws IOException {
    LanguageModelOptions options = LanguageModelOptions.characters(cell, 32);
    LanguageModel model =
        untrained(cell == Cell.PROJECTED_LSTM ? options.withProjection(24) : options);
    double uniform = Math.log(model.vocabulary().size());
    double before = model.score(TEXT).natsPerToken();
    train(model, TextOptions.chunks(4, 16), cell == Cell.LSTM_RELU ? 30 : 150);
    double after = model.score(TEXT).natsPerToken();

    assertTrue(Math.abs(before / uniform - 1) < 0.2, "untrained: " + before);
    assertTrue(after < (cell == Cell.LSTM_RELU ? 1 : 0.5) * uniform, "trained: " + after);
  }

  @ParameterizedTest
  @MethodSource("options")
  void everyArchitectureLearnsStreamsAndIsSaved(
      LanguageModelOptions options, @TempDir Path directory) throws IOException {
    LanguageModel model = untrained(options);
    double before = model.score(TEXT).natsPerToken();
    train(model, TextOptions.chunks(4, 8), 40);
    assertTrue(model.score(TEXT).natsPerToken() < before);

    // 1. a stream gives the bits of the sequence
    int[] ids = model.vocabulary().encode(TEXT.substring(0, 100), options.tokenizer());
    Tape tape = new Tape();
    Tensor wanted =
        model
            .forward(Pass.reading(tape), new Sequence.Tokens(ids, ids.length, 1), null)
            .logits()
            .value();
    LanguageStream stream = model.stream();
    for (int t = 0; t < ids.length; t++) {
      assertArrayEquals(wanted.at(t).toArray(), stream.feed(ids[t]).toArray());
    }

    // 2. a file gives the model back
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    LanguageModel loaded = Models.load(file, LanguageModel.class);
    assertEquals(model.options(), loaded.options());
    assertEquals(model.vocabulary(), loaded.vocabulary());
    assertEquals(model.score(TEXT), loaded.score(TEXT));
    assertEquals(model.generate("the", Sampling.of(20)), loaded.generate("the", Sampling.of(20)));
  }

  @Test
  void aStreamFollowsAnUpdateOfTheParameters() throws IOException {
    LanguageModel model = untrained(Cell.LSTM);
    LanguageStream old = model.stream();
    old.feed(1);
    train(model, TextOptions.chunks(4, 8), 3);
    old.state().reset();

    assertArrayEquals(model.stream().feed(2).toArray(), old.feed(2).toArray());
  }

  @Test
  void rowsOfAStreamAreTextsOfTheirOwn() throws IOException {
    LanguageModel model = untrained(Cell.GRU);
    LanguageStream both = model.stream(2);
    both.step(new int[] {1, 2});
    both.select(new int[] {1, 1});
    Tensor logits = both.step(new int[] {3, 4});
    LanguageStream alone = model.stream();
    alone.feed(2);

    assertArrayEquals(alone.feed(3).toArray(), logits.at(0).toArray());
    assertThrows(IllegalArgumentException.class, () -> both.step(new int[] {1}));
    both.select(new int[] {0});
    assertArrayEquals(alone.feed(6).toArray(), both.step(new int[] {6}).at(0).toArray());
  }

  @Test
  void aWiderBeamFindsWhatIsAtLeastAsLikely() throws IOException {
    LanguageModel model = untrained(LanguageModelOptions.characters(Cell.GRU, 16));
    train(model, TextOptions.chunks(4, 8), 60);
    DecodingLimits limits = new DecodingLimits(model.vocabulary().idOf("\n"), 12);
    int first = model.vocabulary().idOf("t");
    Hypothesis one = BeamSearch.search(model.stream(), first, limits, BeamOptions.of(1)).getFirst();
    Hypothesis wide =
        BeamSearch.search(model.stream(), first, limits, BeamOptions.of(5)).getFirst();

    assertTrue(wide.score() >= one.score());
  }

  @Test
  void theSameSeedGivesTheSameText() throws IOException {
    LanguageModel model = untrained(Cell.LSTM);
    Sampling sampling = Sampling.of(80).withSeed(9);
    assertEquals(80, model.generate("", sampling).length());
    assertEquals(model.generate("the", sampling), model.generate("the", sampling));
    assertNotEquals(model.generate("the", sampling), model.generate("the", sampling.withSeed(8)));
    String greedy = model.generate("the", sampling.withTemperature(0));
    assertEquals(greedy, model.generate("the", sampling.withTopK(1).withSeed(3)));
    assertEquals(greedy, model.generate("the", sampling.withTopP(1e-6f).withSeed(3)));
    assertEquals("", model.generate("the", Sampling.of(0)));
  }

  @Test
  void aModelThatHasDivergedWritesNothing() throws IOException {
    LanguageModel model = untrained(Cell.LSTM);
    model.decoder().bias().value().data()[0] = Float.NaN;
    assertThrows(IllegalStateException.class, () -> model.generate("the", Sampling.of(5)));
    assertThrows(
        IllegalStateException.class,
        () -> model.generate("the", Sampling.of(5).withTemperature(0)));
  }

  @Test
  void scoresWhatTheStreamPredictsHoweverLongTheText() throws IOException {
    LanguageModel model = untrained(Cell.RESET_AFTER_GRU);
    String text = TEXT.repeat(2);
    int[] ids = model.vocabulary().encode(text, Tokenizer.CHARACTERS);
    LanguageStream stream = model.stream();
    double nats = 0;
    for (int i = 0; i + 1 < ids.length; i++) {
      float[] logits = stream.feed(ids[i]).toArray();
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      nats += Math.log(sum) - logits[ids[i + 1]];
    }
    TextScore score = model.score(text);

    assertEquals(ids.length - 1, score.tokens());
    assertEquals(nats, score.nats(), 16 * Math.ulp((float) nats));
    try (Workers workers = Workers.start(2)) {
      assertEquals(score, model.score(TokenIds.of(ids), workers));
    }
    assertEquals(0, model.score("t").tokens());
    assertTrue(Double.isNaN(model.score("t").natsPerToken()));
  }

  @Test
  void theValidationIsNearlyTheScoreOfTheHeldOutText() throws IOException {
    LanguageModel model = untrained(Cell.LSTM);
    Corpus corpus = Corpus.ofCharacters(TextSource.of(TEXT.repeat(4)));
    LanguageTask task =
        new LanguageTask(model, corpus, TextOptions.chunks(4, 8).withValidation(0.5f));
    TokenIds heldOut = corpus.ids().part(corpus.ids().length() / 2, corpus.ids().length());
    double wanted = model.score(heldOut, Workers.CALLER).natsPerToken();
    double got = Trainer.evaluate(task, Workers.CALLER).getFirst().value();

    assertEquals(wanted, got, 1e-5);
  }

  @Test
  void randomizedTruncationWithoutCutsIsThatOfChunks() throws IOException {
    LanguageModel chunks = untrained(LanguageModelOptions.characters(Cell.LSTM, 12));
    LanguageModel pieces = untrained(LanguageModelOptions.characters(Cell.LSTM, 12));
    LanguageModel cut = untrained(LanguageModelOptions.characters(Cell.LSTM, 12));
    TextOptions text = TextOptions.chunks(4, 12);
    train(chunks, text, 20);
    train(pieces, text.withTruncation(new Truncation.Randomized(12, 5, 1)), 20);
    train(cut, text.withTruncation(new Truncation.Randomized(12, 5, 0.5f)), 20);

    // the same sums in other orders
    float[] wanted = chunks.parameters().getFirst().value().toArray();
    assertArrayEquals(wanted, pieces.parameters().getFirst().value().toArray(), 1e-3f);
    assertNotEquals(List.of(chunks.score(TEXT)), List.of(cut.score(TEXT)), "nothing was cut");
  }

  @Test
  void wholeStreamsAreOneChunk() throws IOException {
    LanguageModel model = untrained(LanguageModelOptions.characters(Cell.GRU, 8));
    LanguageTask task =
        new LanguageTask(
            model,
            corpus(model.options()),
            TextOptions.chunks(3, 1).withTruncation(new Truncation.Whole()));
    assertEquals(1, task.training().count(0));
    assertTrue(task.training().read(0, 0).inputs().steps() > 800);
  }

  @Test
  void choosesAmongTheLikeliestAccordingToTheSoftmax() throws IOException {
    LanguageStream stream = untrained(Cell.GRU).stream();
    Tensor logits = stream.feed(0);
    logits.fill(-3);
    float[] likeliest = {0.5f, 1, 0.5f, 0.5f};
    System.arraycopy(likeliest, 0, logits.data(), 2, likeliest.length);
    RandomStream random = new RandomStream(1);
    int draws = 20_000;
    int[] counts = new int[logits.elements()];
    Sampling sampling = Sampling.of(1).withTemperature(0.5f).withTopK(3);
    for (int i = 0; i < draws; i++) {
      counts[stream.choose(sampling, random)]++;
    }
    // Of the three that tie, those with the lower ids are among the three likeliest.
    double total = 2 + Math.E;
    double[] wanted = new double[counts.length];
    wanted[2] = wanted[4] = 1 / total;
    wanted[3] = Math.E / total;
    for (int id = 0; id < counts.length; id++) {
      double deviation = Math.sqrt(draws * wanted[id] * (1 - wanted[id]));
      assertTrue(Math.abs(counts[id] - draws * wanted[id]) <= 5 * deviation, "id " + id);
    }
  }

  @Test
  void manyThreadsReadOneModel() throws Exception {
    LanguageModel model = untrained(Cell.LSTM);
    String part = TEXT.substring(0, 500);
    TextScore wanted = model.score(part);
    String text = model.generate("the", Sampling.of(100));
    List<Future<Boolean>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        readers.add(
            threads.submit(
                () ->
                    model.score(part).equals(wanted)
                        && model.generate("the", Sampling.of(100)).equals(text)));
      }
      for (Future<Boolean> reader : readers) {
        assertTrue(reader.get());
      }
    }
  }

  @Test
  void refusesWhatItCannotUse() throws IOException {
    LanguageModel model = untrained(Cell.RNN);
    assertThrows(UnknownTokenException.class, () -> model.generate("Ü", Sampling.of(1)));
    String message =
        assertThrows(UnknownTokenException.class, () -> model.score("the\ncat Ü")).getMessage();
    assertTrue(message.startsWith("the character 'Ü' (U+00DC) at position 8 (line 2)"), message);
    assertThrows(
        IllegalArgumentException.class, () -> LanguageModelOptions.characters(Cell.RNN, 0));
    assertThrows(IllegalArgumentException.class, () -> Sampling.of(-1));
    Sampling sampling = Sampling.of(1);
    assertThrows(IllegalArgumentException.class, () -> sampling.withTemperature(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> sampling.withTemperature(-1));
    assertThrows(IllegalArgumentException.class, () -> sampling.withTopK(-1));
    assertThrows(IllegalArgumentException.class, () -> sampling.withTopP(0));
    Corpus shortText = Corpus.ofCharacters(TextSource.of("the cat"));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> new LanguageTask(model, shortText, TextOptions.defaults()))
            .getMessage()
            .contains("use a longer text"));
  }
}
