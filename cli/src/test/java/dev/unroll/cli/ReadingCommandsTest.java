package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sample`, `score`, `info` and `system`, on a model that has learned a few words.
class ReadingCommandsTest {
  @TempDir private static Path directory;
  private static Path text;
  private static Path model;

  @BeforeAll
  static void train() throws IOException {
    text = Fixtures.text(directory, 2000);
    Path out = directory.resolve("out");
    Program.run(
            "train",
            "--text",
            text,
            "--out",
            out,
            "--hidden",
            32,
            "--batch",
            8,
            "--sequence",
            16,
            "--epochs",
            8,
            "--learning-rate",
            0.01,
            "--threads",
            1,
            "--quiet")
        .succeeds();
    model = out.resolve("model.safetensors");
  }

  @Test
  void theSameSeedGivesTheSameText() throws IOException {
    Object[] arguments = {
      "sample", "--model", model, "--prompt", "the c", "--length", 80, "--seed", 3, "--top-k", 5
    };
    String first = Program.run(arguments).succeeds().out();
    assertEquals(first, Program.run(arguments).out());
    assertEquals("the c".length() + 80 + System.lineSeparator().length(), first.length());
    String generated =
        CharacterLanguageModel.load(model)
            .generate("the c", Sampling.of(80).withSeed(3).withTopK(5));
    assertEquals("the c" + generated + System.lineSeparator(), first);
    arguments[8] = 4;
    assertNotEquals(first, Program.run(arguments).out());
  }

  @Test
  void aDirectoryStandsForTheBestModelInIt() throws IOException {
    Path other = directory.resolve("other");
    Program.run(Fixtures.train(text, other, "--steps", 1, "--quiet")).succeeds();
    Path latest = other.resolve("last.safetensors");
    Files.copy(model, other.resolve("model.safetensors"));
    Program best = Program.run("sample", "--model", model).succeeds();
    assertNotEquals(best, Program.run("sample", "--model", latest).succeeds());
    assertEquals(best, Program.run("sample", "--model", other));
  }

  @Test
  void samplingFromNothingBeginsALine() throws IOException {
    String generated = CharacterLanguageModel.load(model).generate("", Sampling.of(40));
    Program sampled = Program.run("sample", "--model", model, "--length", 40).succeeds();
    assertEquals(generated + System.lineSeparator(), sampled.out());
  }

  @Test
  void scoresAreNatsBitsAndPerplexity() throws IOException {
    List<String> lines = Program.run("score", "--model", model, "--text", text).succeeds().lines();
    assertEquals("characters %,d".formatted(Files.size(text) - 1), lines.get(0));
    double nats = number(lines.get(1), "nats/char");
    assertEquals(nats / Math.log(2), number(lines.get(2), "bits/char"), 0.002);
    assertEquals(
        Math.exp(nats), number(lines.get(3), "perplexity"), 0.001 * Math.exp(nats) + 0.001);
    assertTrue(nats < 1.5, () -> "has not learned: " + nats);
  }

  private static double number(String line, String label) {
    assertTrue(line.startsWith(label), line);
    return Double.parseDouble(line.substring(label.length()).strip());
  }

  @Test
  void aCorrectLineScoresBetterThanAWrongOne() throws IOException {
    Path lines = Files.writeString(directory.resolve("lines.txt"), "the cat sat\n\nthe ctt saa\n");
    Program scored = Program.run("score", "--line", "--model", model, "--text", lines).succeeds();
    assertEquals(3, scored.lines().size(), scored::out);
    assertTrue(scored.lines().get(1).endsWith("1: the cat sat"), scored::out);
    assertTrue(scored.lines().get(2).endsWith("3: the ctt saa"), scored::out);
    double right = Double.parseDouble(scored.lines().get(1).strip().split(" +")[0]);
    double wrong = Double.parseDouble(scored.lines().get(2).strip().split(" +")[0]);
    assertTrue(right < wrong, scored::out);
  }

  @Test
  void infoTellsWhatIsInACheckpoint() {
    String best = Program.run("info", model).succeeds().out();
    assertTrue(best.contains("LSTM, 32 hidden units, 1 layer"), best);
    assertTrue(best.contains("weight_ih_l0"), best);
    assertTrue(best.contains("validation  "), best);
    Path latest = model.resolveSibling("last.safetensors");
    String info = Program.run("info", latest).succeeds().out();
    assertTrue(info.contains("optimizer   Adam[rate=0.01"), info);
    assertTrue(info.contains("batch 8, sequence 16"), info);
    assertTrue(info.contains("optimizer.m.weight_hh_l0"), info);
    assertEquals(8, info.lines().filter(line -> line.matches(" +\\d+ +\\d+ .*")).count(), info);
  }

  @Test
  void systemTellsWhatItRunsOn() {
    String told = Program.run("system").succeeds().out();
    for (String word : List.of("unroll ", "java ", "kernels ", "threads ", "memory ")) {
      assertTrue(told.lines().anyMatch(line -> line.startsWith(word)), told);
    }
  }

  @Test
  void everyCommandHasHelp() {
    assertTrue(Program.run("--version").succeeds().out().startsWith("unroll "));
    for (String command : List.of("train", "sample", "score", "info", "system")) {
      assertTrue(Program.run("--help").succeeds().out().contains("  " + command + " "), command);
      String help = Program.run(command, "--help").succeeds().out();
      assertTrue(help.startsWith("Usage: unroll " + command), help);
    }
  }
}
