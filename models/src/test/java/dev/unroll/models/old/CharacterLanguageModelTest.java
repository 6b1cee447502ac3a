package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.text.UnknownCharacterException;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CharacterLanguageModelTest {
  private static final String TEXT =
      "the cat sat on the mat.\nthe dog ran to the cat.\n".repeat(60);

  private static CharacterLanguageModel untrained(Cell cell) {
    return CharacterLanguageModel.build(
        ModelOptions.of(cell, 16).stacked(2, 0.1f), Vocabulary.of(TEXT), 3);
  }

  @ParameterizedTest
  @EnumSource
  void everyCellLearns(Cell cell) {
    CharacterLanguageModel model =
        CharacterLanguageModel.build(ModelOptions.of(cell, 32), Vocabulary.of(TEXT), 3);
    double before = model.score(TEXT).natsPerCharacter();
    model.fit(
        TEXT,
        TrainingOptions.defaults().withChunks(4, 16),
        TrainingLimits.steps(200),
        TrainingListener.NONE);
    double after = model.score(TEXT).natsPerCharacter();
    double uniform = Math.log(model.vocabulary().size());
    assertTrue(Math.abs(before / uniform - 1) < 0.1, "untrained: " + before);
    assertTrue(after < 0.35 * uniform, "trained: " + after);
  }

  @ParameterizedTest
  @EnumSource
  void savingAndLoadingKeepsEverything(Cell cell, @TempDir Path directory) throws IOException {
    CharacterLanguageModel model = untrained(cell);
    Path file = directory.resolve("model.safetensors");
    model.save(file);
    CharacterLanguageModel loaded = CharacterLanguageModel.load(file);
    assertEquals(model.options(), loaded.options());
    assertEquals(model.vocabulary(), loaded.vocabulary());
    assertEquals(model.tensors().keySet(), loaded.tensors().keySet());
    model
        .tensors()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(tensor.toArray(), loaded.tensors().get(name).toArray(), name));
    Sampling sampling = Sampling.of(50).withSeed(5);
    assertEquals(model.generate("the", sampling), loaded.generate("the", sampling));
    assertEquals(model.score(TEXT), loaded.score(TEXT));
  }

  @Test
  void theSameSeedGivesTheSameText() {
    CharacterLanguageModel model = untrained(Cell.LSTM);
    Sampling sampling = Sampling.of(80).withSeed(9);
    assertEquals(80, model.generate("", sampling).length());
    assertEquals(model.generate("the", sampling), model.generate("the", sampling));
    assertNotEquals(model.generate("the", sampling), model.generate("the", sampling.withSeed(8)));
    assertEquals(
        model.generate("the", sampling.withTemperature(0)),
        model.generate("the", sampling.withTopK(1).withSeed(3)));
    assertEquals("", model.generate("the", Sampling.of(0)));
  }

  @Test
  void choosesAmongTheLikeliestAccordingToTheSoftmax() {
    CharacterStream stream = untrained(Cell.GRU).stream();
    Tensor logits = stream.feed(0);
    logits.fill(-3);
    float[] likeliest = {0.5f, 1, 0.5f, 0.5f};
    System.arraycopy(likeliest, 0, logits.data(), 2, likeliest.length);
    RandomStream random = new RandomStream(1);
    int draws = 20_000;
    int[] counts = new int[logits.elements()];
    for (int i = 0; i < draws; i++) {
      counts[stream.choose(0.5f, 3, random)]++;
    }
    // Of the three that tie, those with the lower ids are among the three likeliest.
    double total = 2 + Math.E;
    double[] wanted = new double[counts.length];
    wanted[2] = wanted[4] = 1 / total;
    wanted[3] = Math.E / total;
    for (int id = 0; id < counts.length; id++) {
      double deviation = Math.sqrt(draws * wanted[id] * (1 - wanted[id]));
      double error = Math.abs(counts[id] - draws * wanted[id]);
      assertTrue(error <= 5 * deviation, "id " + id + ": " + Arrays.toString(counts));
    }
  }

  @Test
  void scoresWhatTheStreamPredicts() {
    CharacterLanguageModel model = untrained(Cell.RESET_AFTER_GRU);
    String text = TEXT.substring(0, 150);
    assertScore(streamed(model, text), model.score(text));
    assertEquals(0, model.score("t").characters());
    assertTrue(Double.isNaN(model.score("t").natsPerCharacter()));
  }

  private static Score streamed(CharacterLanguageModel model, String text) {
    int[] ids = model.vocabulary().encode(text);
    CharacterStream stream = model.stream();
    double nats = 0;
    for (int i = 0; i + 1 < ids.length; i++) {
      float[] logits = stream.feed(ids[i]).toArray();
      double sum = 0;
      for (float logit : logits) {
        sum += Math.exp(logit);
      }
      nats += Math.log(sum) - logits[ids[i + 1]];
    }
    return new Score(ids.length - 1, nats);
  }

  /// Losses are float: each is off by a few ulps of itself.
  private static void assertScore(Score wanted, Score got) {
    assertEquals(wanted.characters(), got.characters());
    assertEquals(wanted.nats(), got.nats(), 16 * Math.ulp((float) wanted.nats()));
  }

  @Test
  void aLongTextInStreamsScoresNearlyAsInOneGo() {
    CharacterLanguageModel model = untrained(Cell.LSTM);
    String text = TEXT.repeat(2).substring(0, 2 * 2048 + 77);
    Score wanted = streamed(model, text);
    Score got = model.score(text);
    assertEquals(wanted.characters(), got.characters());
    // One stream begins 128 characters before its part instead of at the very beginning.
    assertEquals(wanted.natsPerCharacter(), got.natsPerCharacter(), 1e-5);
    try (Workers workers = Workers.start(2)) {
      assertEquals(got, model.score(text, workers));
    }
  }

  @Test
  void scoresLinesOneByOne() {
    CharacterLanguageModel model = untrained(Cell.LSTM);
    List<LineScore> scores = model.scoreLines("the cat\n\nthe mat\r\nsat");
    assertEquals(List.of(1, 3, 4), scores.stream().map(LineScore::number).toList());
    assertEquals("the mat", scores.get(1).line());
    assertEquals(model.score("\nthe mat"), scores.get(1).score());
    UnknownCharacterException thrown =
        assertThrows(UnknownCharacterException.class, () -> model.scoreLines("the\nça"));
    assertTrue(thrown.getMessage().contains("(line 2)"), thrown.getMessage());
  }

  @Test
  void manyThreadsReadOneModel() throws Exception {
    CharacterLanguageModel model = untrained(Cell.LSTM);
    Score wanted = model.score(TEXT);
    String text = model.generate("the", Sampling.of(100));
    List<Future<Boolean>> readers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < 8; i++) {
        readers.add(
            threads.submit(
                () ->
                    model.score(TEXT).equals(wanted)
                        && model.generate("the", Sampling.of(100)).equals(text)));
      }
      for (Future<Boolean> reader : readers) {
        assertTrue(reader.get());
      }
    }
  }

  @Test
  void refusesWhatItCannotUse() {
    CharacterLanguageModel model = untrained(Cell.RNN);
    assertThrows(UnknownCharacterException.class, () -> model.generate("Ü", Sampling.of(1)));
    assertThrows(UnknownCharacterException.class, () -> model.score("the Ü"));
    assertThrows(IllegalArgumentException.class, () -> ModelOptions.of(Cell.RNN, 0));
    assertThrows(IllegalArgumentException.class, () -> Sampling.of(-1));
    Sampling sampling = Sampling.of(1);
    assertThrows(IllegalArgumentException.class, () -> sampling.withTemperature(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> sampling.withTemperature(-1));
    assertThrows(IllegalArgumentException.class, () -> sampling.withTopK(-1));
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                model.fit(
                    "the cat",
                    TrainingOptions.defaults(),
                    TrainingLimits.epochs(1),
                    TrainingListener.NONE));
    assertTrue(thrown.getMessage().contains("use a longer text"), thrown.getMessage());
  }
}
