package dev.unroll.cli;

import static dev.unroll.cli.Fixtures.train;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.layer.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
    List<String> lines = Unroll.run(train(text, out, "--epochs", 2)).succeeds().lines();
    int size = lines.size();
    assertEquals("checkpoint " + out.resolve("model.safetensors"), lines.get(size - 3));
    assertTrue(
        lines.get(size - 2).matches("validation cross-entropy \\d\\.\\d{3} nats/char"),
        lines::toString);
    assertTrue(lines.get(size - 1).matches("validation perplexity \\d+\\.\\d{3}"), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("epoch 1 done: training ")));
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  @Test
  void quietPrintsTheLastLinesOnly() {
    Unroll quiet = Unroll.run(train(text, out, "--epochs", 1, "--quiet")).succeeds();
    assertEquals(3, quiet.lines().size(), quiet::out);
  }

  @Test
  void theFirstLineTellsWhatIsHeldOut() {
    Object[] nothing = train(text, out, "--steps", 1, "--validation", 0);
    assertTrue(
        Unroll.run(nothing).succeeds().lines().getFirst().endsWith(" different; none held out"));
    Object[] some = train(text, directory.resolve("some"), "--steps", 1, "--validation", 0.125);
    assertTrue(
        Unroll.run(some)
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
        Unroll.run(lecture).succeeds().lines().getFirst().endsWith(" different; none held out"));
  }

  @Test
  void withoutAHeldOutPartThereIsNoValidation() {
    Unroll run = Unroll.run(train(text, out, "--epochs", 1, "--validation", 0, "--quiet"));
    assertEquals(1, run.succeeds().lines().size(), run::out);
    assertTrue(run.out().startsWith("checkpoint "), run::out);
  }

  @Test
  void timeLimitsTheRunAndTheBestModelIsThere() {
    Unroll.run(train(text, out, "--time", 0.2, "--quiet")).succeeds();
    assertTrue(Files.exists(out.resolve("model.safetensors")));
  }

  static Stream<String> cells() {
    return Cell.all().stream().map(Cell::label);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellTrains(String cell) {
    int projection = cell.equals("projected-lstm") ? 4 : 0;
    Object[] arguments =
        train(text, out, "--steps", 3, "--cell", cell, "--projection", projection, "--quiet");
    Unroll.run(arguments).succeeds();
    String info = Unroll.run("info", out.resolve("last.safetensors")).succeeds().out();
    assertTrue(info.lines().anyMatch(line -> line.matches(" +step +3")), info);
    assertTrue(info.lines().anyMatch(line -> line.matches(" +cell +" + cell)), info);
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adagrad", "rmsprop", "sgd"})
  void everyOptimizerTrains(String optimizer) {
    Unroll.run(
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
    String info = Unroll.run("info", out.resolve("last.safetensors")).succeeds().out();
    for (String part :
        List.of(
            "optimizer " + optimizer,
            "optimizer.learning-rate 0.25",
            "layers 2",
            "dropout 0.1",
            "clip-value 1.0",
            "clip-norm 5.0",
            "seed 7")) {
      String pattern = " *" + part.replace(" ", " +");
      assertTrue(
          info.lines().anyMatch(line -> line.matches(pattern)),
          () -> "expected '" + part + "' in " + info);
    }
  }

  @Test
  void theLecturesProgramPrintsASampleEveryHundredIterations() {
    Object[] arguments = {
      "train", "--preset", "min-char-rnn", "--text", text, "--out", out, "--steps", 200
    };
    List<String> lines = Unroll.run(arguments).succeeds().lines();
    assertEquals(4, lines.stream().filter("----"::equals).count());
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("iter 200, loss: \\d+\\.\\d+")),
        () -> String.join("\n", lines));
  }

  @Test
  void resumedTrainingWritesTheBytesOfTrainingInOneGo() throws IOException {
    Path parts = directory.resolve("parts");
    Unroll.run(train(text, out, "--epochs", 4, "--dropout", 0.2, "--quiet")).succeeds();
    Unroll.run(train(text, parts, "--epochs", 2, "--dropout", 0.2, "--quiet")).succeeds();
    // --epochs counts from the very beginning; what is not given is that of the run before.
    Object[] resume = {
      "train", "--resume", "--text", text, "--out", parts, "--epochs", 4, "--threads", 2, "--quiet"
    };
    Unroll.run(resume).succeeds();
    for (String file : List.of("last.safetensors", "model.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(out.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
    }
  }

  @Test
  void anEarlierRunIsNeitherOverwrittenNorForgotten() throws IOException {
    Unroll.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    byte[] before = Files.readAllBytes(out.resolve("last.safetensors"));
    Unroll.run(train(text, out, "--steps", 2)).fails(out.toString(), "unroll resume", "--out");
    assertArrayEquals(before, Files.readAllBytes(out.resolve("last.safetensors")));
  }

  @Test
  void optionsThatDifferFromTheRunToResumeAreRefused() {
    Unroll.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    Unroll.run(train(text, out, "--resume", "--steps", 3, "--quiet")).succeeds();
    Object[][] others = {
      {"--hidden", 9, "--hidden", "has 8, not 9"},
      {"--cell", "gru", "--cell", "has lstm, not gru"},
      {"--clip-value", 2, "--clip-value", "has 0.0, not 2.0"},
      {"--learning-rate", 2, "--learning-rate"},
      {"--optimizer", "sgd", "--optimizer", "has adam, not sgd"},
      {"--preset", "min-char-rnn", "--cell", "has lstm, not rnn"},
    };
    for (Object[] other : others) {
      Unroll.run("train", "--resume", "--out", out, "--text", text, other[0], other[1])
          .fails(Unroll.words(Arrays.copyOfRange(other, 2, other.length)));
    }
  }

  @Test
  void resumeNeedsNothingButTheDirectory() throws IOException {
    Path parts = directory.resolve("parts");
    Unroll.run(train(text, out, "--steps", 9, "--quiet")).succeeds();
    Unroll.run(train(text, parts, "--steps", 4, "--quiet")).succeeds();
    Unroll resumed = Unroll.run("resume", parts, "--steps", 9).succeeds();
    assertTrue(resumed.out().contains("resuming after step 4\n"), resumed::out);
    assertArrayEquals(
        Files.readAllBytes(out.resolve("last.safetensors")),
        Files.readAllBytes(parts.resolve("last.safetensors")));
    // Without a limit it has those of before.
    Unroll.run("resume", parts, "--quiet").succeeds();
    assertArrayEquals(
        Files.readAllBytes(out.resolve("last.safetensors")),
        Files.readAllBytes(parts.resolve("last.safetensors")));
  }

  @Test
  void aTextMayMoveBetweenTwoRuns() throws IOException {
    Unroll.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    Path moved = Files.move(text, directory.resolve("moved.txt"));
    Unroll.run("resume", out, "--steps", 3).fails(text + ": no such file");
    Unroll.run("resume", out, "--steps", 3, "--text", moved, "--quiet").succeeds();
    Unroll.run("resume", out, "--steps", 4, "--quiet").succeeds();
    Unroll.run("train", "--resume", "--out", out, "--text", moved, "--steps", 5, "--quiet")
        .succeeds();
  }

  @Test
  void thereMustBeSomethingToResumeAndItsText() throws IOException {
    Unroll.run("train", "--resume", "--out", out, "--text", text).fails("nothing to resume");
    Unroll.run("resume", out).fails("nothing to resume");
    Unroll.run(train(text, out, "--steps", 2, "--quiet")).succeeds();
    Path other = Fixtures.text(directory, 301);
    Unroll.run("train", "--resume", "--out", out, "--text", other).fails("not those of the run");
  }

  @Test
  void aTextOnStandardInputIsTheTextInAFile() throws IOException {
    Path other = directory.resolve("other");
    Unroll.run(train(text, out, "--steps", 5, "--quiet")).succeeds();
    Object[] piped = train(Path.of("-"), other, "--steps", 5, "--quiet");
    Unroll.reading(Files.readString(text), () -> Unroll.run(piped)).succeeds();
    assertEquals(
        Unroll.run("score", "--model", out, "--text", text),
        Unroll.run("score", "--model", other, "--text", text));
  }

  @Test
  void wordModelsTrain() {
    Unroll run =
        Unroll.run(
            train(
                text,
                out,
                "--steps",
                3,
                "--tokenizer",
                "spaces",
                "--embedding",
                4,
                "--layers",
                2,
                "--wiring",
                "residual",
                "--schedule",
                "exponential",
                "--schedule-factor",
                0.5));
    run.succeeds();
    assertTrue(run.out().contains("text: 300 words, 11 different"), run::out);
    assertTrue(run.out().contains(" words/s"), run::out);
    assertTrue(Unroll.run("sample", "--model", out).succeeds().out().split(" ").length > 400);
  }

  @Test
  void helpTellsOptionsAndKinds() {
    Unroll help = Unroll.run("train", "--help").succeeds();
    for (String part :
        List.of(
            "Usage: unroll train [KIND] [OPTIONS]",
            "ends after 60 seconds",
            "--hidden=H",
            "default 0.003, with adagrad",
            "--[no-]nesterov",
            "Kinds\n  language")) {
      assertTrue(help.out().contains(part), () -> "expected '" + part + "' in " + help.out());
    }
    assertTrue(Unroll.run("train", "language", "--help").succeeds().out().contains("--hidden=H"));
    Unroll.run("train", "--hidden", 3, "language").fails("before the options", "train language");
    Unroll.run("train", "languge").fails("unexpected argument languge", "did you mean language");
  }

  @Test
  void threadsDoNotChangeTheResult() throws IOException {
    Path other = directory.resolve("other");
    Unroll.run(train(text, out, "--steps", 5, "--quiet")).succeeds();
    Object[] arguments = train(text, other, "--steps", 5, "--quiet");
    arguments[List.of(arguments).indexOf("--threads") + 1] = 3;
    Unroll.run(arguments).succeeds();
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
    String printed = Unroll.run(arguments).succeeds().out();
    long characters = Files.size(text) + Files.size(more);
    assertTrue(printed.contains("text: %,d characters".formatted(characters)), printed);
    assertFalse(printed.contains("null"), printed);
  }
}
