package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.TokenWindows;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class TextGenRnnTest {
  private static final TextGenOptions SMALL = new TextGenOptions(Tokenizer.CHARACTERS, 6, 4, 8, 2);
  private static final List<String> TEXTS = List.of("ab", "abcabcabc", "", "ca");

  private static TextGenData data() {
    return TextGenData.of(TEXTS, Tokenizer.CHARACTERS, 1, Integer.MAX_VALUE);
  }

  @Test
  void eachTokenIsPredictedFromThoseBeforeItInItsText() {
    TextGenData data = data();
    assertEquals(List.of("<pad>", "a", "b", "c", "<s>"), tokens(data.vocabulary()));
    assertEquals(3, data.texts().size());
    TextGenTask task =
        new TextGenTask(TextGenRnn.build(SMALL, data.vocabulary(), 1), data, 4, 0, 1);
    assertEquals(
        Set.of(
            "00000s>a",
            "0000sa>b",
            "000sab>s",
            "000sab>c",
            "00sabc>a",
            "0sabca>b",
            "sabcab>c",
            "abcabc>a",
            "bcabca>b",
            "cabcab>c",
            "abcabc>s",
            "00000s>c",
            "0000sc>a",
            "000sca>s"),
        examples(task.training(), 0));
    assertEquals(examples(task.training(), 0), examples(task.training(), 1));
    assertEquals(4, task.training().count(0)); // 15 targets, of which two are equal
  }

  private static List<String> tokens(TokenVocabulary vocabulary) {
    return IntStream.range(0, vocabulary.size()).mapToObj(vocabulary::token).toList();
  }

  private static Set<String> examples(Batches<TokenWindows.Batch> batches, int epoch) {
    Set<String> examples = new HashSet<>();
    for (int k = 0; k < batches.count(epoch); k++) {
      TokenWindows.Batch batch = batches.read(epoch, k);
      for (int row = 0; row < batch.targets().length; row++) {
        StringBuilder text = new StringBuilder();
        for (int t = 0; t < SMALL.maxLength(); t++) {
          text.append("0abcs".charAt(batch.windows().ids()[t * batch.targets().length + row]));
        }
        examples.add(text + ">" + "0abcs".charAt(batch.targets()[row]));
      }
    }
    return examples;
  }

  @Test
  void theLastTokensAreHeldOut() {
    TextGenData data = data();
    TextGenRnn model = TextGenRnn.build(SMALL, data.vocabulary(), 1);
    TextGenTask task = new TextGenTask(model, data, 4, 0.2f, 1);
    assertEquals(Set.of("00000s>c", "0000sc>a", "000sca>s"), examples(task.validation(), 0));
    TextGenTask measuring = new TextGenTask(model, data, 4, 1, 1);
    assertEquals(0, measuring.training().count(0));
    assertEquals(4, measuring.validation().count(0));
  }

  @Test
  void aStreamGivesTheBitsOfTheGraphButForThePad() {
    TextGenRnn model = TextGenRnn.build(SMALL, data().vocabulary(), 1);
    StepModel steps = model.stepModel();
    steps.select(new int[] {0, 0});
    steps.step(new int[] {4, 4});
    steps.step(new int[] {1, 2});
    steps.select(new int[] {1, 0});
    Tensor got = steps.step(new int[] {3, 3});
    int[] contexts = {0, 0, 0, 0, 0, 0, 4, 4, 2, 1, 3, 3};
    Tensor wanted =
        model.logits(Pass.reading(new Tape()), new Sequence.Tokens(contexts, 6, 2)).value();
    for (int row = 0; row < 2; row++) {
      assertEquals(Float.NEGATIVE_INFINITY, got.get(row, 0));
      for (int id = 1; id < 5; id++) {
        assertEquals(wanted.get(row, id), got.get(row, id));
      }
    }
  }

  @Test
  void learnsTextsAndTheirEnd(@TempDir Path directory) throws IOException {
    List<String> texts = List.of("the cat", "the dog", "a hen");
    TextGenData data = TextGenData.of(texts, Tokenizer.CHARACTERS, 1, Integer.MAX_VALUE);
    TextGenOptions options = new TextGenOptions(Tokenizer.CHARACTERS, 8, 8, 16, 2);
    TextGenRnn model = TextGenRnn.build(options, data.vocabulary(), 1);
    Trainer.start(
            new TextGenTask(model, data, 8, 0, 1),
            TextGenTask.training(1).withOptimizer(new OptimizerOptions.Adam(0.01f)),
            TrainingLimits.epochs(60))
        .run(TrainingListener.NONE);

    String written = model.generate("", Sampling.of(50).withTemperature(0.1f));
    assertTrue(texts.contains(written), written);
    assertEquals("t", model.generate("the ca", Sampling.of(50).withTemperature(0)));
    TextScore right = model.score("the dog");
    assertEquals(8, right.tokens());
    assertTrue(right.nats() < model.score("the gdo").nats());
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    TextGenRnn loaded = Models.load(file, TextGenRnn.class);
    assertEquals(right, loaded.score("the dog"));
    int[] ids = model.alone(data.texts().getFirst());
    assertArrayEquals(
        model.logProbabilities(ids, Workers.CALLER), loaded.logProbabilities(ids, Workers.CALLER));
  }

  @Test
  void wordModelsHaveAnUnknownWord() {
    List<String> texts = List.of("A hen, a cat.", "A dog.");
    TextGenData data = TextGenData.of(texts, Tokenizer.PUNCTUATION, 2, 100);
    assertEquals(List.of("<pad>", "<unk>", "a", ".", "<s>"), tokens(data.vocabulary()));
    assertEquals(4, data.unknown());
  }

  @Test
  void refusesWhatItCannotBeMadeOf() {
    TokenVocabulary noMark = TokenVocabulary.of(Set.of(Special.PAD), List.of("a"));
    assertMessage("the vocabulary lacks the mark <s>", () -> TextGenRnn.build(SMALL, noMark, 1));
    TokenVocabulary noPad = TokenVocabulary.of(Set.of(), List.of("a", "<s>"));
    assertMessage("<pad>", () -> TextGenRnn.build(SMALL, noPad, 1));
    assertMessage(
        "expected a text with at least one token",
        () -> TextGenData.of(List.of(" ", ""), Tokenizer.LETTERS, 1, 100));
  }

  private static void assertMessage(String part, Executable action) {
    String message = assertThrows(IllegalArgumentException.class, action).getMessage();
    assertTrue(message.contains(part), message);
  }
}
