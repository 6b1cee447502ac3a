package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The program in a process of its own: what signals do to it, and a disk that is full.
class InterruptionTest {
  private static final int SECONDS = 60;
  private static final int SIGINT = 2;

  @TempDir private Path directory;
  private Path text;

  @BeforeEach
  void setUp() throws IOException {
    text = Fixtures.text(directory, 300);
  }

  private Object[] training(Path out, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--text", text, "--out", out, "--hidden", 8));
    arguments.addAll(List.of("--batch", 4, "--sequence", 8, "--threads", 1));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalStopsTrainingAndResumingGivesTheSameBytes(String signal, int status)
      throws IOException, InterruptedException {
    assumeTrue(!signal.equals("INT") || !ignores(SIGINT), "whoever started this ignores SIGINT");
    Path parts = directory.resolve("parts");
    Path whole = directory.resolve("whole");

    // 1. stop in the middle of a run that would not end for long
    Object[] limits = {"--epochs", 1_000_000, "--time", 600, "--steps", 1_000_000_000};
    Process process =
        new ProcessBuilder(Unroll.command(List.of(), training(parts, limits)))
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (line.startsWith("epoch 0")) {
          send(signal, process);
        }
      }
    }
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(status, process.exitValue(), () -> String.join("\n", lines));
    String pattern =
        "  unroll resume %s --epochs 1000000 --time 5\\d\\d --steps 1000000000 --threads 1"
            .formatted(parts);
    assertTrue(lines.stream().anyMatch(line -> line.matches(pattern)), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.startsWith("checkpoint ")), lines::toString);

    // 2. go on for some steps, and compare with a run that nobody stopped
    String stopped =
        lines.stream().filter(line -> line.startsWith("stopped after step ")).findFirst().get();
    long steps = Long.parseLong(stopped.replaceAll("\\D", "")) + 40;
    Unroll.run("resume", parts, "--steps", steps, "--quiet").succeeds();
    Unroll.run(training(whole, "--steps", steps, "--quiet")).succeeds();
    assertArrayEquals(
        Files.readAllBytes(whole.resolve("last.safetensors")),
        Files.readAllBytes(parts.resolve("last.safetensors")));
  }

  private static void send(String signal, Process process)
      throws IOException, InterruptedException {
    String pid = Long.toString(process.pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
  }

  /// Whether a signal is ignored here, which processes inherit.
  private static boolean ignores(int signal) throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    String line =
        Files.readAllLines(status).stream().filter(s -> s.startsWith("SigIgn:")).findFirst().get();
    long mask = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
    return (mask >> (signal - 1) & 1) == 1;
  }

  @Test
  void aDiskThatFillsUpLeavesThePreviousCheckpoint() throws IOException, InterruptedException {
    Path shell = Path.of("/bin/bash");
    assumeTrue(Files.exists(shell), "needs bash to limit the size of files");
    Path out = directory.resolve("out");
    Unroll.run(training(out, "--steps", 5, "--quiet")).succeeds();
    byte[] before = Files.readAllBytes(out.resolve("last.safetensors"));

    // No file may grow beyond some kilobytes: writing fails at the end of a checkpoint, not of the
    // shorter history.
    long kilobytes = (before.length - 1) / 1024;
    String resume =
        Unroll.command(List.of(), "train", "--resume", "--out", out, "--text", text, "--steps", 9)
            .stream()
            .map(word -> "'" + word + "'")
            .collect(Collectors.joining(" "));
    Process process =
        new ProcessBuilder(shell.toString(), "-c", "ulimit -f " + kilobytes + "; " + resume)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> errors;
    try (BufferedReader err = process.errorReader()) {
      errors = err.lines().filter(line -> !line.startsWith("WARNING: ")).toList();
    }
    assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS));
    assertEquals(2, process.exitValue(), errors::toString);
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.getFirst().contains("last.safetensors"), errors::toString);
    assertArrayEquals(before, Files.readAllBytes(out.resolve("last.safetensors")));
    try (var files = Files.list(out)) {
      assertEquals(
          List.of(".lock", "history.jsonl", "last.safetensors", "model.safetensors"),
          files.map(file -> file.getFileName().toString()).sorted().toList(),
          "nothing half-written stays behind");
    }
  }
}
