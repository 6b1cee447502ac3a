package dev.unroll.models.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.Trainer.Environment;
import dev.unroll.models.training.TrainingDivergedException;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryWriterTest {
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults().withClipping(0.05f, 0);

  @TempDir Path temporary;
  private Corpus corpus;

  @BeforeEach
  void read() throws IOException {
    String text = "all work and no play makes jack a dull boy\n".repeat(20);
    Path file = Files.writeString(temporary.resolve("text"), text);
    corpus = Corpus.ofCharacters(TextSource.of(List.of(file), StandardCharsets.UTF_8));
  }

  private LanguageTask task(LanguageModel model) {
    return new LanguageTask(model, corpus, TextOptions.chunks(4, 8));
  }

  private LanguageModel model() {
    return LanguageModel.build(
        LanguageModelOptions.characters(Cell.GRU, 6), corpus.vocabulary(), 1);
  }

  private Path run(String name, TrainingOptions options, long steps, List<Progress> heard)
      throws IOException {
    Path path = temporary.resolve(name);
    try (RunDirectory directory = RunDirectory.claim(path)) {
      Trainer<?> trainer =
          Trainer.start(
              task(model()), options, TrainingLimits.steps(steps), environment(directory));
      run(trainer, directory, heard);
    }
    return path;
  }

  private static void run(Trainer<?> trainer, RunDirectory directory, List<Progress> heard)
      throws IOException {
    try (HistoryWriter history =
        HistoryWriter.open(trainer, directory.history(), Map.of("command", "unroll train"))) {
      trainer.run(TrainingListener.all(history, heard::add));
    }
  }

  private static Environment environment(RunDirectory directory) {
    return Environment.in(directory, Settings.none().with("kind", "language"), Workers.CALLER);
  }

  private static List<HistoryFile.Line> lines(Path run, String event) throws IOException {
    return HistoryFile.read(run.resolve(RunDirectory.HISTORY)).stream()
        .filter(line -> line.event().equals(event))
        .toList();
  }

  private static double number(HistoryFile.Line line, String name) {
    return ((Number) line.members().get(name)).doubleValue();
  }

  @Test
  void recordsEveryStepAtFirst() throws IOException {
    List<Progress> heard = new ArrayList<>();
    Path run = run("run", OPTIONS, 50, heard);

    List<HistoryFile.Line> steps = lines(run, "step");
    assertEquals(50, steps.size());
    boolean clipped = false;
    for (int i = 0; i < 50; i++) {
      HistoryFile.Line line = steps.get(i);
      Progress progress = heard.get(i);
      assertEquals(i + 1, line.step());
      assertEquals(progress.loss(), number(line, "loss"), 0);
      assertEquals(progress.smoothedLoss(), number(line, "smoothed"), 0);
      assertEquals(progress.gradientNorm(), number(line, "norm"), 0);
      double limited = Math.min(0.05, number(line, "norm"));
      assertEquals(limited, number(line, "clipped"), 1e-5);
      clipped |= number(line, "norm") > 0.05;
    }
    assertTrue(clipped);
    HistoryFile.Line first = lines(run, "run").getFirst();
    assertEquals("unroll train", first.members().get("command"));
    assertEquals(Map.of("kind", "language"), first.members().get("options"));
    assertNotNull(first.members().get("data"));
    assertEquals("steps", lines(run, "end").getFirst().members().get("reason"));
  }

  @Test
  void measuresTheNormBeforeClippingByValue() throws IOException {
    TrainingOptions byValue = TrainingOptions.defaults().withClipping(0, 1e-3f);

    for (HistoryFile.Line line : lines(run("run", byValue, 20, new ArrayList<>()), "step")) {
      assertTrue(number(line, "norm") > 2 * number(line, "clipped"), line.text());
    }
  }

  @Test
  void weightsAndUpdatesOfSgd() throws IOException {
    // Without momentum a step moves the parameters by the learning rate times the gradient.
    TrainingOptions sgd =
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Sgd(0.5f)).withClipping(0, 0);
    Path run = run("run", sgd, 20, new ArrayList<>());

    List<HistoryFile.Line> steps = lines(run, "step");
    List<HistoryFile.Line> weights = lines(run, "weights");
    assertTrue(weights.size() > 8);
    for (HistoryFile.Line line : weights) {
      double squares = 0;
      for (Object pair : ((Map<?, ?>) line.members().get("norms")).values()) {
        double update = ((Number) ((List<?>) pair).get(1)).doubleValue();
        squares += update * update;
      }
      double norm = number(steps.get((int) line.step() - 1), "clipped");
      assertEquals(0.5 * norm, Math.sqrt(squares), 1e-4 * norm);
    }
    LanguageModel after = Models.load(run.resolve(RunDirectory.LATEST), LanguageModel.class);
    HistoryFile.Line last = weights.getLast();
    assertEquals(20, last.step());
    after
        .parameters()
        .forEach(
            parameter -> {
              double squares = 0;
              for (float w : parameter.value().toArray()) {
                squares += (double) w * w;
              }
              List<?> norms =
                  (List<?>) ((Map<?, ?>) last.members().get("norms")).get(parameter.name());
              assertEquals(Math.sqrt(squares), ((Number) norms.getFirst()).doubleValue(), 1e-5);
            });
  }

  @Test
  void changesNothingInTheTraining() throws IOException {
    Path with = run("with", OPTIONS, 60, new ArrayList<>());
    Path without = temporary.resolve("without");
    try (RunDirectory directory = RunDirectory.claim(without)) {
      Trainer.start(task(model()), OPTIONS, TrainingLimits.steps(60), environment(directory))
          .run(TrainingListener.NONE);
    }

    for (String file : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
      assertArrayEquals(
          Files.readAllBytes(without.resolve(file)), Files.readAllBytes(with.resolve(file)), file);
    }
  }

  @Test
  void aHistoryThatCannotBeWrittenIsNamed() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full), "needs a file that is always full");
    Trainer<?> trainer = Trainer.start(task(model()), OPTIONS, TrainingLimits.steps(3));
    try (HistoryWriter history = HistoryWriter.open(trainer, full, Map.of())) {
      FileSystemException thrown =
          assertThrows(FileSystemException.class, () -> trainer.run(history));
      assertEquals("/dev/full", thrown.getFile());
    }
  }

  @Test
  void resumedRunsGoOnAfterTheStepOfTheirCheckpoint() throws IOException {
    Path once = run("once", OPTIONS, 60, new ArrayList<>());
    Path pieces = run("pieces", OPTIONS, 40, new ArrayList<>());
    // A run that died later, in the middle of a line: its checkpoint is of step 40.
    Path file = pieces.resolve(RunDirectory.HISTORY);
    Files.writeString(
        file,
        "{\"event\":\"step\",\"step\":41,\"loss\":9}\n{\"event\":\"step\",\"st",
        StandardOpenOption.APPEND);
    assertEquals(41, lines(pieces, "step").size());

    try (RunDirectory directory = RunDirectory.claim(pieces)) {
      Checkpoint checkpoint = Checkpoint.read(directory.latest());
      LanguageModel loaded = (LanguageModel) Models.build(checkpoint);
      Trainer<?> trainer =
          Trainer.resume(
              task(loaded), checkpoint, TrainingLimits.steps(60), environment(directory));
      run(trainer, directory, new ArrayList<>());
    }

    assertEquals(2, lines(pieces, "run").size());
    List<HistoryFile.Line> whole = lines(once, "step");
    List<HistoryFile.Line> joined = lines(pieces, "step");
    assertEquals(60, joined.size());
    double seconds = 0;
    for (int i = 0; i < 60; i++) {
      for (String name : List.of("loss", "smoothed", "rate", "norm", "clipped", "items")) {
        assertEquals(whole.get(i).members().get(name), joined.get(i).members().get(name), name);
      }
      assertTrue(number(joined.get(i), "seconds") >= seconds);
      seconds = number(joined.get(i), "seconds");
    }
    assertEquals(
        lines(once, "epoch").stream().map(HistoryFile.Line::text).toList(),
        lines(pieces, "epoch").stream().map(HistoryFile.Line::text).toList());
  }

  @Test
  void saysThatARunDiverged() {
    TrainingOptions far =
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Sgd(1e38f))
            .withClipping(0, 0);

    assertThrows(TrainingDivergedException.class, () -> run("run", far, 60, new ArrayList<>()));

    List<HistoryFile.Line> ends =
        assertDoesNotFail(() -> lines(temporary.resolve("run"), "divergence"));
    assertTrue(((String) ends.getFirst().members().get("message")).contains("diverged"));
  }

  private interface Reading<T> {
    T read() throws IOException;
  }

  private static <T> T assertDoesNotFail(Reading<T> reading) {
    try {
      return reading.read();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void validatesWithinAnEpochAtTheEnd() throws IOException {
    Path run = run("run", OPTIONS, 3, new ArrayList<>());

    assertEquals(1, lines(run, "validation").size());
    assertTrue(lines(run, "epoch").isEmpty());
    Path longer = run("longer", OPTIONS, 60, new ArrayList<>());
    assertFalse(lines(longer, "epoch").isEmpty());
  }

  @Test
  void refusesAnotherFile() throws IOException {
    Path file = Files.writeString(temporary.resolve("other"), "no record\n");

    IOException refused = assertThrows(IOException.class, () -> HistoryFile.read(file));
    assertTrue(refused.getMessage().contains("expected the record of a run"));
  }
}
