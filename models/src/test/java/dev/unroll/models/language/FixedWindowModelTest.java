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
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FixedWindowModelTest {
  private static final String TEXT = "the cat sat on the mat. ".repeat(40);
  private static final FixedWindowOptions OPTIONS =
      new FixedWindowOptions(Tokenizer.CHARACTERS, 4, 6, 16, 0.1f);

  private static FixedWindowModel trained(Corpus corpus) throws IOException {
    // the example of the documentation: build, train, measure
    FixedWindowModel model =
        new FixedWindowModel(OPTIONS, corpus.vocabulary(), Scope.fresh(1, Initializer.torch()));
    FixedWindowTask task = new FixedWindowTask(model, corpus, 32, 0.1f, 1);
    double before = Trainer.evaluate(task, Workers.CALLER).getFirst().value();
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(15))
        .run(TrainingListener.NONE);
    double after = Trainer.evaluate(task, Workers.CALLER).getFirst().value();

    assertTrue(after < 0.4 * before, before + " to " + after);
    assertTrue(task.examples().getFirst().length() == 40);
    return model;
  }

  @Test
  void learnsStreamsAndIsSaved(@TempDir Path directory) throws IOException {
    Corpus corpus = Corpus.ofCharacters(TextSource.of(TEXT));
    FixedWindowModel model = trained(corpus);

    int[] ids = corpus.ids().part(0, 4).toArray();
    Tape tape = new Tape();
    Tensor wanted = model.logits(Pass.reading(tape), new Sequence.Tokens(ids, 4, 1)).value();
    FixedWindowStream stream = new FixedWindowStream(model, 2);
    Tensor got = null;
    for (int id : ids) {
      got = stream.step(new int[] {0, id});
    }
    assertArrayEquals(wanted.toArray(), got.at(1).toArray());
    stream.select(new int[] {1, 1});
    got = stream.step(new int[] {5, 5});
    assertArrayEquals(got.at(0).toArray(), got.at(1).toArray());

    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    FixedWindowModel loaded = Models.load(file, FixedWindowModel.class);
    assertEquals(model.options(), loaded.options());
    assertArrayEquals(
        wanted.toArray(),
        loaded.logits(Pass.reading(new Tape()), new Sequence.Tokens(ids, 4, 1)).value().toArray());
  }

  @Test
  void parametersGrowWithTheWindow() {
    Corpus corpus = corpus("abcabcabc");
    for (int window : new int[] {1, 3, 9}) {
      FixedWindowModel model =
          new FixedWindowModel(
              OPTIONS.withWindow(window), corpus.vocabulary(), Scope.fresh(1, Initializer.torch()));
      assertEquals(
          model.parameterCount(), OPTIONS.withWindow(window).parameters(3), "window " + window);
    }
  }

  private static Corpus corpus(String text) {
    try {
      return Corpus.ofCharacters(TextSource.of(text));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyWindowComesOnceAnEpochInAnOrderOfItsOwn() {
    TokenIds ids = TokenIds.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    TokenWindows windows = TokenWindows.shuffled(ids, 3, 3, 7, "ids");
    assertEquals(3, windows.count(0));
    for (int epoch = 0; epoch < 3; epoch++) {
      Set<Integer> targets = new HashSet<>();
      for (int k = 0; k < 3; k++) {
        TokenWindows.Batch batch = windows.read(epoch, k);
        for (int row = 0; row < batch.targets().length; row++) {
          int target = batch.targets()[row];
          targets.add(target);
          for (int t = 0; t < 3; t++) {
            assertEquals(target - 3 + t, batch.windows().ids()[t * batch.targets().length + row]);
          }
        }
      }
      assertEquals(8, targets.size());
    }
    int[] first = windows.read(1, 0).targets();
    windows.read(2, 0);
    assertArrayEquals(first, windows.read(1, 0).targets());
  }

  @Test
  void aTextShorterThanAWindowSaysSo() {
    Corpus corpus = corpus("abcd");
    FixedWindowModel model =
        new FixedWindowModel(OPTIONS, corpus.vocabulary(), Scope.fresh(1, Initializer.torch()));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> new FixedWindowTask(model, corpus, 8, 0, 1))
            .getMessage();
    assertTrue(message.startsWith("the text to train on has 4 tokens, but a window of 4"), message);
  }
}
