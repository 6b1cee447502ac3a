package dev.unroll.cli;

import static dev.unroll.cli.Fixtures.train;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.old.Cell;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainCommandTest {
  @TempDir private Path directory;
  private Path text;
  private Path out;

  @BeforeEach
  void setUp() throws IOException {
    text = Fixtures.text(directory, 300);
    out = directory.resolve("out");
  }

  @Test
  void theLastLinesNameTheCheckpointAndTheBestValidation() {
    List<String> lines = Program.run(train(text, out, "--epochs", 2)).succeeds().lines();
    assertEquals("checkpoint " + out.resolve("model.safetensors"), lines.get(lines.size() - 2));
    assertTrue(lines.getLast().matches("validation \\d\\.\\d{3} nats/char"), lines.getLast());
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("epoch 1 done: training ")));
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  @Test
  void quietPrintsTheLastLinesOnly() {
    Program quiet = Program.run(train(text, out, "--epochs", 1, "--quiet")).succeeds();
    assertEquals(2, quiet.lines().size(), quiet::out);
  }

  @Test
  void theFirstLineTellsWhatIsHeldOut() {
    Object[] nothing = train(text, out, "--steps", 1, "--validation", 0);
    assertTrue(
        Program.run(nothing).succeeds().lines().getFirst().endsWith(" different; none held out"));
    Object[] some = train(text, directory.resolve("some"), "--steps", 1, "--validation", 0.125);
    assertTrue(
        Program.run(some)
            .succeeds()
            .lines()
            .getFirst()
            .endsWith(" different; the last 12.5% are held out"));
    Object[] lecture = {
      "train",
      "--preset",
      "min-char-rnn",
      "--text",
      text,
      "--out",
      directory.resolve("lecture"),
      "--steps",
      1
    };
    assertTrue(
        Program.run(lecture).succeeds().lines().getFirst().endsWith(" different; none held out"));
  }

  @Test
  void withoutAHeldOutPartThereIsNoValidation() {
    Program run = Program.run(train(text, out, "--epochs", 1, "--validation", 0, "--quiet"));
    assertEquals(1, run.succeeds().lines().size(), run::out);
    assertTrue(run.out().startsWith("checkpoint "), run::out);
  }

  @Test
  void timeLimitsTheRunAndTheBestModelIsThere() {
    Program.run(train(text, out, "--time", 0.2, "--quiet")).succeeds();
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "rnn-relu", "lstm", "gru", "reset-after-gru"})
  void everyCellTrains(String cell) {
    Program.run(train(text, out, "--steps", 3, "--cell", cell, "--quiet")).succeeds();
    String info = Program.run("info", out.resolve("last.safetensors")).succeeds().out();
    assertTrue(info.contains("step        3\n"), info);
    assertTrue(info.contains("model       " + Cell.labelled(cell).description() + ", 8 "), info);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adagrad", "rmsprop", "sgd"})
  void everyOptimizerTrains(String optimizer) {
    Program.run(
            train(
                text,
                out,
                "--steps",
                3,
                "--optimizer",
                optimizer,
                "--learning-rate",
                0.25,
                "--layers",
                2,
                "--dropout",
                0.1,
                "--clip-value",
                1,
                "--seed",
                7,
                "--quiet"))
        .succeeds();
    String info = Program.run("info", out.resolve("last.safetensors")).succeeds().out();
    for (String part :
        List.of(
            "optimizer   " + OptimizerOptions.named(optimizer, 0.25f),
            "2 layers, dropout 0.1",
            "clipping    " + new GradientClipping.ByValue(1),
            "seed 7")) {
      assertTrue(info.contains(part), () -> "expected '" + part + "' in " + info);
    }
  }

  @Test
  void theLecturesProgramPrintsASampleEveryHundredIterations() {
    Object[] arguments = {
      "train", "--preset", "min-char-rnn", "--text", text, "--out", out, "--steps", 200
    };
    List<String> lines = Program.run(arguments).succeeds().lines();
    assertEquals(4, lines.stream().filter("----"::equals).count());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("iter 200, loss: \\d+\\.\\d+")),
        () -> String.join("\n", lines));
  }

  @Test
  void resumedTrainingWritesTheBytesOfTrainingInOneGo() throws IOException {
    Path parts = directory.resolve("parts");
    Program.run(train(text, out, "--epochs", 4, "--dropout", 0.2, "--quiet")).succeeds();
    Program.run(train(text, parts, "--epochs", 2, "--dropout", 0.2, "--quiet")).succeeds();
    // --epochs counts from the very beginning; what is not given is that of the run before.
    Object[] resume = {
      "train", "--resume", "--text", text, "--out", parts, "--epochs", 4, "--threads", 2, "--quiet"
    };
    Program.run(resume).succeeds();
    for (String file : List.of("last.safetensors", "model.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(out.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
    }
  }

  @Test
  void anEarlierRunIsNeitherOverwrittenNorForgotten() throws IOException {
    Program.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    byte[] before = Files.readAllBytes(out.resolve("last.safetensors"));
    Program.run(train(text, out, "--steps", 2)).fails(out.toString(), "--resume", "--out");
    assertArrayEquals(before, Files.readAllBytes(out.resolve("last.safetensors")));
  }

  @Test
  void optionsThatDifferFromTheRunToResumeAreRefused() {
    Program.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    Program.run(train(text, out, "--resume", "--steps", 3, "--quiet")).succeeds();
    Program.run("train", "--resume", "--out", out, "--text", text, "--hidden", 9)
        .fails("--hidden", "has 8, not 9");
    Program.run("train", "--resume", "--out", out, "--text", text, "--cell", "gru")
        .fails("--cell", "has lstm, not gru");
    Program.run("train", "--resume", "--out", out, "--text", text, "--clip-value", 2)
        .fails("--clip-norm or --clip-value");
    Program.run("train", "--resume", "--out", out, "--text", text, "--learning-rate", 2)
        .fails("--learning-rate");
    Program.run("train", "--resume", "--out", out, "--text", text, "--preset", "min-char-rnn")
        .fails("--cell");
  }

  @Test
  void thereMustBeSomethingToResumeAndItsText() throws IOException {
    Program.run("train", "--resume", "--out", out, "--text", text).fails("nothing to resume");
    Program.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    Path other = Fixtures.text(directory, 301);
    Program.run("train", "--resume", "--out", out, "--text", other).fails("not the one");
  }

  @Test
  void threadsDoNotChangeTheResult() throws IOException {
    Path other = directory.resolve("other");
    Program.run(train(text, out, "--steps", 5, "--quiet")).succeeds();
    Object[] arguments = train(text, other, "--steps", 5, "--quiet");
    arguments[List.of(arguments).indexOf("--threads") + 1] = 3;
    Program.run(arguments).succeeds();
    assertArrayEquals(
        Files.readAllBytes(out.resolve("last.safetensors")),
        Files.readAllBytes(other.resolve("last.safetensors")));
  }

  @Test
  void severalTextsAreReadOneAfterTheOther() throws IOException {
    Path more = Files.writeString(directory.resolve("more.txt"), "Zebra.\n");
    Object[] arguments = {
      "train",
      "--out",
      out,
      "--hidden",
      4,
      "--batch",
      2,
      "--sequence",
      4,
      "--steps",
      1,
      "--text",
      text,
      more
    };
    String printed = Program.run(arguments).succeeds().out();
    long characters = Files.size(text) + Files.size(more);
    assertTrue(printed.contains("text: %,d characters".formatted(characters)), printed);
    assertFalse(printed.contains("null"), printed);
  }
}
