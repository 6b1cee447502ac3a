package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingResult;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Training in one go and training that was stopped and resumed write the same bytes.
final class CharacterTrainerResumeTest {
  private static final String TEXT =
      "She sells sea shells by the sea shore; the shells she sells are sea shells.\n".repeat(20);

  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().withChunks(3, 10);

  @TempDir Path directory;

  static Stream<Arguments> cases() {
    return Stream.of(
        Arguments.of(Cell.LSTM, new OptimizerOptions.Adam(0.003f), 2, 0.3f, 1),
        Arguments.of(Cell.LSTM, new OptimizerOptions.Adam(0.003f), 1, 0.3f, 2),
        Arguments.of(Cell.GRU, new OptimizerOptions.RmsProp(0.003f), 2, 0f, 2),
        Arguments.of(Cell.RESET_AFTER_GRU, new OptimizerOptions.Adagrad(0.05f), 1, 0f, 1),
        Arguments.of(Cell.RNN, new OptimizerOptions.Sgd(0.1f, 0.9f, true, 1e-4f), 1, 0.1f, 1));
  }

  private CharacterLanguageModel model(Cell cell, int layers, float dropout) {
    return CharacterLanguageModel.build(
        ModelOptions.of(cell, 12).stacked(layers, dropout), Vocabulary.of(TEXT), 4);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void resumedTrainingGivesTheSameBytes(
      Cell cell, OptimizerOptions optimizer, int layers, float dropout, int threads)
      throws IOException {
    TrainingOptions options = OPTIONS.withOptimizer(optimizer);
    Path once = directory.resolve("once");
    Path twice = directory.resolve("twice");
    try (Workers workers = Workers.start(threads)) {
      // An epoch has 45 steps: 2 · 35 steps end in the middle of the second.
      CharacterTrainer.start(
              model(cell, layers, dropout), TEXT, options, TrainingLimits.steps(70), once, workers)
          .run(TrainingListener.NONE);
    }
    CharacterTrainer stopped =
        CharacterTrainer.start(
            model(cell, layers, dropout),
            TEXT,
            options,
            TrainingLimits.epochs(5),
            twice,
            Workers.CALLER);
    TrainingResult half =
        stopped.run(
            progress -> {
              if (progress.step() == 35) {
                stopped.requestStop();
              }
            });
    assertEquals(TrainingResult.Reason.STOPPED, half.reason());
    assertEquals(35, half.steps());
    try (Workers workers = Workers.start(threads)) {
      CharacterTrainer resumed =
          CharacterTrainer.resume(twice, TEXT, TrainingLimits.steps(70), workers);
      assertEquals(options, resumed.options());
      assertEquals(70, resumed.run(TrainingListener.NONE).steps());
    }
    for (String file : new String[] {CharacterTrainer.LATEST, CharacterTrainer.BEST}) {
      assertArrayEquals(
          Files.readAllBytes(once.resolve(file)), Files.readAllBytes(twice.resolve(file)), file);
    }
  }

  @Test
  void epochsCountFromTheBeginningAndTheBestModelIsKept() throws IOException {
    Path once = directory.resolve("once");
    Path twice = directory.resolve("twice");
    TrainingResult result = start(once, TrainingLimits.epochs(3)).run(TrainingListener.NONE);
    start(twice, TrainingLimits.epochs(1)).run(TrainingListener.NONE);
    CharacterTrainer resumed =
        CharacterTrainer.resume(twice, TEXT, TrainingLimits.epochs(3), Workers.CALLER);
    assertEquals(result, resumed.run(TrainingListener.NONE));
    assertArrayEquals(
        Files.readAllBytes(once.resolve(CharacterTrainer.LATEST)),
        Files.readAllBytes(twice.resolve(CharacterTrainer.LATEST)));
    assertEquals(3, result.epochs().size());

    CheckpointInfo best = CheckpointInfo.read(once.resolve(CharacterTrainer.BEST));
    assertEquals(result.validation(), best.validation());
    CheckpointInfo latest = CheckpointInfo.read(once.resolve(CharacterTrainer.LATEST));
    assertEquals(result.epochs(), latest.epochs());
    assertEquals(OPTIONS, latest.training());
    assertEquals(result.steps(), latest.step());

    // With nothing given, the epochs are those of the run before: all done.
    CharacterTrainer again = CharacterTrainer.resume(twice, TEXT, null, Workers.CALLER);
    assertEquals(result, again.run(TrainingListener.NONE));

    // What training reports is what scoring the held-out text with the best model gives.
    int cut = TEXT.length() - (int) (TEXT.length() * (double) OPTIONS.validation());
    CharacterLanguageModel model = CharacterLanguageModel.load(once.resolve(CharacterTrainer.BEST));
    assertEquals(result.validation(), model.score(TEXT.substring(cut)).natsPerCharacter());
  }

  private CharacterTrainer start(Path to, TrainingLimits limits) throws IOException {
    return CharacterTrainer.start(
        model(Cell.LSTM, 1, 0), TEXT, OPTIONS, limits, to, Workers.CALLER);
  }

  @Test
  void samplesLeaveNoTrace() throws IOException {
    Path plain = directory.resolve("plain");
    Path sampled = directory.resolve("sampled");
    start(plain, TrainingLimits.steps(20)).run(TrainingListener.NONE);
    CharacterTrainer trainer = start(sampled, TrainingLimits.steps(20));
    StringBuilder samples = new StringBuilder();
    trainer.run(
        SampleListener.everySteps(5, trainer.model(), "She", Sampling.of(30), samples::append));
    assertEquals(4 * 30, samples.length());
    assertArrayEquals(
        Files.readAllBytes(plain.resolve(CharacterTrainer.LATEST)),
        Files.readAllBytes(sampled.resolve(CharacterTrainer.LATEST)));
  }

  @Test
  void theScalarAndTheVectorSetTrainTheSameBytes() throws IOException {
    for (KernelSet kernels : new KernelSet[] {Kernels.scalar(), Kernels.active()}) {
      CharacterTrainer.start(
              model(Cell.LSTM, 2, 0.2f),
              TEXT,
              OPTIONS,
              TrainingLimits.epochs(1),
              directory.resolve(kernels.name()),
              kernels,
              Workers.CALLER)
          .run(TrainingListener.NONE);
    }
    for (String file : new String[] {CharacterTrainer.LATEST, CharacterTrainer.BEST}) {
      assertArrayEquals(
          Files.readAllBytes(directory.resolve(Kernels.scalar().name()).resolve(file)),
          Files.readAllBytes(directory.resolve(Kernels.active().name()).resolve(file)),
          file);
    }
  }

  @Test
  void aSaveThatFailsSaysSoAndLeavesTheRestAlone() throws IOException {
    Path run = directory.resolve("run");
    start(run, TrainingLimits.epochs(1)).run(TrainingListener.NONE);
    byte[] best = Files.readAllBytes(run.resolve(CharacterTrainer.BEST));
    CharacterTrainer trainer =
        CharacterTrainer.resume(run, TEXT, TrainingLimits.steps(50), Workers.CALLER);
    Files.delete(run.resolve(CharacterTrainer.LATEST));
    Path inTheWay = Files.createDirectory(run.resolve(CharacterTrainer.LATEST));
    String message =
        assertThrows(IOException.class, () -> trainer.run(TrainingListener.NONE)).getMessage();
    assertTrue(message.startsWith("cannot write " + inTheWay), message);
    assertArrayEquals(best, Files.readAllBytes(run.resolve(CharacterTrainer.BEST)));
  }

  @Test
  void refusesAnotherTextAndAModelAlone() throws IOException {
    Path run = directory.resolve("run");
    start(run, TrainingLimits.steps(2)).run(TrainingListener.NONE);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> CharacterTrainer.resume(run, TEXT + "x", null, Workers.CALLER))
            .getMessage()
            .startsWith("the text is not the one that the checkpoint was trained on"));
    model(Cell.LSTM, 1, 0).save(run.resolve(CharacterTrainer.LATEST));
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> CharacterTrainer.resume(run, TEXT, null, Workers.CALLER))
            .getMessage()
            .startsWith("the checkpoint holds only a model"));
    Path missing = directory.resolve("missing");
    assertEquals(
        missing.resolve(CharacterTrainer.LATEST) + ": no such file",
        assertThrows(
                IOException.class,
                () -> CharacterTrainer.resume(missing, TEXT, null, Workers.CALLER))
            .getMessage());
  }

  @Test
  void refusesADirectoryThatCannotBeWritten() throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertTrue(
        assertThrows(IOException.class, () -> start(file.resolve("run"), TrainingLimits.steps(1)))
            .getMessage()
            .startsWith("cannot write to the directory "));
    assertEquals("x", Files.readString(file));
  }

  @Test
  void refusesToFollowALossThatIsNoNumber() throws IOException {
    Path run = directory.resolve("run");
    TrainingOptions wild =
        OPTIONS
            .withOptimizer(new OptimizerOptions.Sgd(1e30f))
            .withClipping(new GradientClipping.None());
    CharacterTrainer trainer =
        CharacterTrainer.start(
            model(Cell.RNN_RELU, 1, 0), TEXT, wild, TrainingLimits.epochs(1), run, Workers.CALLER);
    assertThrows(
        dev.unroll.models.old.training.TrainingDivergedException.class,
        () -> trainer.run(TrainingListener.NONE));
    assertFalse(Files.exists(run.resolve(CharacterTrainer.LATEST)));
  }
}
