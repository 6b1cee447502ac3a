package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.kind.Programs;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Standard output on a disk that is full, or in a pipe that nobody reads.
class UnwritableOutputTest {
  @TempDir private static Path directory;
  private static Path text;
  private static Path out;

  @BeforeAll
  static void train() throws IOException {
    text = Fixtures.text(directory, 300);
    out = directory.resolve("out");
    Unroll.run(Fixtures.train(text, out, "--steps", 1, "--quiet")).succeeds();
  }

  private static Unroll run(String failure, Object... arguments) {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException(failure);
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Output output =
        new Output(
            new StandardOutput(full, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false);
    int status = Main.run(output, Programs.all(), Unroll.words(arguments));
    return new Unroll(status, "", err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void everyCommandSaysSo() {
    Object[][] commands = {
      Fixtures.train(text, directory.resolve("new"), "--steps", 2, "--quiet"),
      Fixtures.train(text, directory.resolve("loud"), "--steps", 2),
      {"resume", out, "--steps", 2},
      {"evaluate", out},
      {"predict", out},
      {"sample", "--model", out, "--length", 1_000_000_000},
      {"score", "--model", out, "--text", text},
      {"score", "--line", "--model", out, "--text", text},
      {"ngrams", text},
      {"info", out},
      {"system"},
      {"--help"},
      {"train", "--help"},
      {"--version"},
    };
    for (Object[] command : commands) {
      Unroll.reading("the\n", () -> run("No space left on device", command))
          .fails("cannot write to standard output: No space left on device");
    }
    assertTrue(Files.exists(directory.resolve("new/last.safetensors")));
  }

  @Test
  void whoClosesAPipeNeedsNoMessage() {
    Unroll closed = run("Broken pipe", "sample", "--model", out, "--length", 1_000_000_000);
    assertEquals(List.of(141, ""), List.of(closed.status(), closed.err()));
  }

  @Test
  void otherFailuresComeFirst() {
    run("No space left on device", "info", directory.resolve("missing")).fails("no such file");
  }
}
