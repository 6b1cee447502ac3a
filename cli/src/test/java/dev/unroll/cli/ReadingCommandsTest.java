package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.kind.Programs;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.Sampling;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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
    Unroll.run(
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
    String first = Unroll.run(arguments).succeeds().out();
    assertEquals(first, Unroll.run(arguments).out());
    assertEquals("the c".length() + 80 + System.lineSeparator().length(), first.length());
    String generated =
        Models.load(model, LanguageModel.class)
            .generate("the c", Sampling.of(80).withSeed(3).withTopK(5));
    assertEquals("the c" + generated + System.lineSeparator(), first);
    arguments[8] = 4;
    assertNotEquals(first, Unroll.run(arguments).out());
  }

  @Test
  void aDirectoryStandsForTheBestModelInIt() throws IOException {
    Path other = directory.resolve("other");
    Unroll.run(Fixtures.train(text, other, "--steps", 1, "--quiet")).succeeds();
    Path latest = other.resolve("last.safetensors");
    Files.copy(model, other.resolve("model.safetensors"), StandardCopyOption.REPLACE_EXISTING);
    Unroll best = Unroll.run("sample", "--model", model).succeeds();
    assertNotEquals(best, Unroll.run("sample", "--model", latest).succeeds());
    assertEquals(best, Unroll.run("sample", "--model", other));
  }

  @Test
  void samplingFromNothingBeginsALine() throws IOException {
    String generated = Models.load(model, LanguageModel.class).generate("", Sampling.of(40));
    Unroll sampled = Unroll.run("sample", "--model", model, "--length", 40).succeeds();
    assertEquals(generated + System.lineSeparator(), sampled.out());
  }

  @Test
  void scoresAreNatsBitsAndPerplexity() throws IOException {
    List<String> lines = Unroll.run("score", "--model", model, "--text", text).succeeds().lines();
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
    Unroll scored = Unroll.run("score", "--line", "--model", model, "--text", lines).succeeds();
    assertEquals(3, scored.lines().size(), scored::out);
    assertTrue(scored.lines().get(1).endsWith("1: the cat sat"), scored::out);
    assertTrue(scored.lines().get(2).endsWith("3: the ctt saa"), scored::out);
    double right = Double.parseDouble(scored.lines().get(1).strip().split(" +")[0]);
    double wrong = Double.parseDouble(scored.lines().get(2).strip().split(" +")[0]);
    assertTrue(right < wrong, scored::out);
  }

  @Test
  void linesAreScoredOnSeveralThreadsInTheirOrder() throws IOException {
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      many.append("the cat ".repeat(1 + i * 7 % 13)).append(i % 3 == 0 ? "\r\n" : "\n");
    }
    Path lines = Files.writeString(directory.resolve("many.txt"), many);
    Object[] score = {"score", "--line", "--model", model, "--text", lines, "--threads", 1};
    Unroll one = Unroll.run(score).succeeds();
    assertEquals(61, one.lines().size());
    assertTrue(one.lines().get(60).contains("  60: the cat "), one::out);
    score[7] = 3;
    assertEquals(one, Unroll.run(score));
  }

  @Test
  void linesBeforeAWrongOneArePrintedAndPositionsAreThoseInTheLine() throws IOException {
    Path lines =
        Files.writeString(directory.resolve("wrong.txt"), "the cat\n".repeat(40) + "a Cat");
    Unroll scored =
        Unroll.run("score", "--line", "--model", model, "--text", lines, "--threads", 2);
    scored.fails("'C' (U+0043) at position 2 (line 41)");
    assertTrue(scored.lines().size() > 30, scored::out);
  }

  @Test
  void textCanComeFromStandardInput() {
    Unroll file = Unroll.run("score", "--model", model, "--text", text).succeeds();
    String contents = assertDoesNotThrow(() -> Files.readString(text));
    assertEquals(
        file, Unroll.reading(contents, () -> Unroll.run("score", "--model", model, "--text", "-")));
    Unroll.run("score", "--model", model, "--text", "-", text).fails("--text", "alone");
  }

  @Test
  void predictContinuesEachLineToItsEnd() {
    Unroll predicted =
        Unroll.reading("the c\n\nrat", () -> Unroll.run("predict", model)).succeeds();
    assertEquals(3, predicted.lines().size(), predicted::out);
    assertTrue(predicted.lines().get(0).startsWith("the cat "), predicted::out);
    assertTrue(predicted.lines().get(2).startsWith("rats"), predicted::out);
    Unroll.reading("the\na Cat", () -> Unroll.run("predict", model))
        .fails("standard input, line 2", "'C' (U+0043) at position 2");
  }

  @Test
  void eachAnswerIsThereBeforeTheNextQuestion() throws Exception {
    InputStream before = System.in;
    PipedOutputStream questions = new PipedOutputStream(); // closed to end the program
    try (PipedInputStream answers = new PipedInputStream();
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(answers, StandardCharsets.UTF_8))) {
      Output output =
          new Output(
              new StandardOutput(new PipedOutputStream(answers), StandardCharsets.UTF_8),
              System.err,
              false);
      System.setIn(new PipedInputStream(questions));
      Thread program =
          Thread.ofPlatform()
              .start(() -> Main.run(output, Programs.all(), "predict", model.toString()));
      for (int i = 0; i < 3; i++) {
        questions.write("the c\n".getBytes(StandardCharsets.UTF_8));
        questions.flush();
        assertTrue(reader.readLine().startsWith("the cat "));
      }
      questions.close();
      program.join();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void evaluateMeasuresWhatWasHeldOutOrAllOfAnotherText() {
    List<String> own = Unroll.run("evaluate", model, "--quiet").succeeds().lines();
    assertEquals("checkpoint " + model, own.getFirst());
    String trained = Unroll.run("info", model).out();
    for (String line : own.subList(1, own.size())) {
      assertTrue(trained.contains(line.replace("validation", "validation ")), trained);
    }
    Unroll other = Unroll.run("evaluate", model, "--text", text).succeeds();
    assertTrue(other.out().contains("; all measured"), other::out);
    assertTrue(
        other.out().contains("validation cross-entropy ")
            && other.out().contains(" nats/char\nvalidation perplexity "),
        other::out);
    assertEquals(own.size(), Unroll.run("evaluate", model.getParent(), "--quiet").lines().size());
    Unroll.run("evaluate", model, "--hidden", 3).fails("unknown option --hidden");
    Unroll.run("evaluate", directory.resolve("missing"), "--text", text).fails("no such file");
  }

  @Test
  void infoTellsWhatIsInACheckpoint() {
    String best = Unroll.run("info", model).succeeds().out();
    for (String part :
        List.of(
            "kind        language\n",
            "  hidden       32\n",
            "  cell         lstm\n",
            "weight_ih_l0",
            "validation  cross-entropy ")) {
      assertTrue(best.contains(part), () -> "expected '" + part + "' in " + best);
    }
    String info = Unroll.run("info", model.resolveSibling("last.safetensors")).succeeds().out();
    for (String line :
        List.of(
            "optimizer +adam",
            "optimizer.learning-rate +0.01",
            "options.streams.truncation.sequence +16",
            "options.streams.batch +8",
            "optimizer/m.recurrent.weight_hh_l0 +\\[128, 32\\]",
            "epoch +8")) {
      assertTrue(
          info.lines().anyMatch(each -> each.strip().matches(line)),
          () -> "expected '" + line + "' in " + info);
    }
  }

  @Test
  void systemTellsWhatItRunsOn() {
    String told = Unroll.run("system").succeeds().out();
    for (String word : List.of("unroll ", "java ", "kernels ", "threads ", "memory ")) {
      assertTrue(told.lines().anyMatch(line -> line.startsWith(word)), told);
    }
  }

  @Test
  void everyCommandHasHelp() {
    assertTrue(Unroll.run("--version").succeeds().out().startsWith("unroll "));
    for (String command :
        List.of("train", "resume", "evaluate", "predict", "sample", "score", "info", "system")) {
      assertTrue(Unroll.run("--help").succeeds().out().contains("  " + command + " "), command);
      String help = Unroll.run(command, "--help").succeeds().out();
      assertTrue(help.startsWith("Usage: unroll " + command), help);
    }
  }
}
