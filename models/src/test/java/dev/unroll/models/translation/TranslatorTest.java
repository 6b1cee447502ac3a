package dev.unroll.models.translation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.translation.PairData.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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

  /// Sequences of number words, to be said in another language.
  private static PairData data() {
    List<Texts> texts = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      int length = 1 + i % 3;
      StringBuilder source = new StringBuilder();
      StringBuilder target = new StringBuilder();
      for (int k = 0; k < length; k++) {
        int word = (i >> (2 * k)) % 4;
        source.append(k == 0 ? "" : " ").append(WORDS[word]);
        target.append(k == 0 ? "" : " ").append(DIGITS[word]);
      }
      texts.add(new Texts(source.toString(), target.toString()));
    }
    return PairData.of(texts.subList(0, 56), texts.subList(56, 64), Tokenizer.SPACES, 1);
  }

  private static TranslationTask task(TranslatorOptions options, PairData data) {
    Translator model =
        new Translator(options, data.source(), data.target(), Scope.fresh(1, Initializer.torch()));
    return new TranslationTask(model, data.training(), data.heldOut(), 8, 1);
  }

  @ParameterizedTest
  @MethodSource("options")
  void learnsStreamsAndIsSaved(TranslatorOptions options, @TempDir Path directory)
      throws IOException {
    PairData data = data();
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
    PairBatch batch = task.validation().read(0, 0);
    Tape tape = new Tape();
    Tensor wanted =
        task.model().logits(Pass.reading(tape), batch.sources(), batch.inputs()).value();
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

    // 2. beams
    int[] source = data.heldOut().getFirst().source();
    assertTrue(
        task.answers(source, BeamOptions.of(4)).getFirst().score()
            >= task.answers(source, BeamOptions.of(1)).getFirst().score());

    // 3. a file gives the model back
    Path file = directory.resolve("model.safetensors");
    Models.save(task.model(), file);
    Translator loaded = Models.load(file, Translator.class);
    assertEquals(options, loaded.options());
    assertArrayEquals(
        wanted.toArray(),
        loaded.logits(Pass.reading(new Tape()), batch.sources(), batch.inputs()).value().toArray());
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
    PairData data = data();
    TranslationTask task = task(TranslatorOptions.defaults(), data);
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
    List<Texts> problems = Addition.problems(5000, 1);
    assertEquals("985+588", problems.getFirst().source());
    assertEquals("1573", problems.getFirst().target());
    assertEquals("847+313", problems.get(1).source());
    Set<String> seen = new HashSet<>();
    for (Texts problem : problems) {
      String[] summands = problem.source().split("\\+");
      int a = Integer.parseInt(summands[0]);
      int b = Integer.parseInt(summands[1]);
      assertEquals(a + b, Integer.parseInt(problem.target()));
      assertTrue(seen.add(Math.min(a, b) + " " + Math.max(a, b)), problem.source());
    }
    assertThrows(IllegalArgumentException.class, () -> Addition.problems(0, 1));
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertThrows(
        IllegalArgumentException.class,
        () -> PairData.of(List.of(new Texts("a", " ")), List.of(), Tokenizer.SPACES, 1));
    assertThrows(
        IllegalArgumentException.class,
        () -> PairData.of(List.of(), List.of(), Tokenizer.SPACES, 1));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new TranslatorOptions(
                Tokenizer.SPACES, Cell.GRU, 0, 8, 1, false, false, true, Attending.NONE, 0));
  }
}
