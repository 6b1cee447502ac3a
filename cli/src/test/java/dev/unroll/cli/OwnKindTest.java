package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.kind.LanguageProgram;
import dev.unroll.cli.kind.LineProgram;
import dev.unroll.cli.kind.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kind that is not the program's own, from training to prediction.
class OwnKindTest {
  private static final List<Program<?, ?>> PROGRAMS =
      List.of(new LanguageProgram(), new LineProgram());

  @TempDir private Path directory;
  private Path out;

  @BeforeEach
  void setUp() {
    out = directory.resolve("out");
  }

  private static Unroll run(Object... arguments) {
    return Unroll.with(PROGRAMS, arguments);
  }

  @Test
  void itIsTrainedStoppedResumedMeasuredAndUsed() throws IOException {
    // 1. train: its own words, its examples, its metric
    Unroll trained = run("train", "line", "--out", out, "--epochs", 6).succeeds();
    for (String part :
        List.of(
            "line: 64 points\n",
            "training: adam with learning rate 0.003; ",
            " points/s",
            "--- step 100, smoothed loss ",
            "\nf(0) = ",
            "--- step 300, smoothed loss ",
            "checkpoint " + out.resolve("model.safetensors") + "\nvalidation squared-error 0.")) {
      assertTrue(trained.out().contains(part), () -> "expected '" + part + "' in " + trained);
    }
    assertTrue(trained.lines().getLast().endsWith(" m²"), trained::out);

    // 2. resume: the bytes of a run in one go
    Path parts = directory.resolve("parts");
    run("train", "line", "--out", parts, "--steps", 150, "--quiet").succeeds();
    run("resume", parts, "--epochs", 6, "--quiet").succeeds();
    for (String file : List.of("last.safetensors", "model.safetensors")) {
      assertArrayEquals(
          Files.readAllBytes(out.resolve(file)), Files.readAllBytes(parts.resolve(file)), file);
    }

    // 3. evaluate: what training said, or other data
    List<String> lines = trained.lines();
    assertEquals(
        lines.subList(lines.size() - 2, lines.size()), run("evaluate", out, "--quiet").lines());
    String other = run("evaluate", out, "--slope", 20, "--quiet").succeeds().lines().getLast();
    assertTrue(Double.parseDouble(other.split(" ")[2]) > 10, other);

    // 4. predict
    Unroll predicted = Unroll.reading("0\n0.5\n", () -> run("predict", out)).succeeds();
    assertEquals(2, predicted.lines().size());
    Unroll.reading("0\nnought\n", () -> run("predict", out))
        .fails("standard input, line 2", "nought");
  }

  @Test
  void otherCommandsFindOutWhatKindItIs() {
    run("train", "line", "--out", out, "--steps", 3, "--quiet").succeeds();
    assertTrue(run("info", out).succeeds().out().contains("kind        line\n"));
    run("train", "--resume", "--out", out, "--steps", 4, "--quiet").succeeds();
    run("train", "line", "--resume", "--out", out, "--steps", 5, "--quiet").succeeds();
    run("train", "--resume", "--out", out, "--hidden", 3)
        .fails("of the kind line", "unroll resume " + out);
    run("train", "line", "--resume", "--out", out, "--slope", 3)
        .fails("--slope", "has 2.0, not 3.0");
    run("sample", "--model", out).fails("found 'line'");
    Unroll.with(List.of(new LanguageProgram()), "resume", out)
        .fails("a model of the kind \"line\"", "does not know");
    assertTrue(run("train", "--help").succeeds().out().contains("line      Learns a line."));
    assertTrue(run("train", "line", "--help").out().contains("--points=N"));
    assertTrue(run("evaluate", out, "--help").succeeds().out().contains("--points=N"));
    run("train", "line", "--hidden", 3).fails("unknown option --hidden");
  }
}
