package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Language models of all kinds: trained, measured, asked to write and to judge, and told bad input.
class TextKindsTest {
  @TempDir private Path directory;
  private Path out;
  private Path text;

  @BeforeEach
  void setUp() throws IOException {
    out = directory.resolve("out");
    text = Fixtures.text(directory, 400);
  }

  @Test
  void markovModelsAreCountedMeasuredAndUsed() throws IOException {
    List<String> lines =
        Unroll.run(
                "train", "ngram", "--preset", "words", "--order", 2, "--text", text, "--out", out)
            .succeeds()
            .lines();
    assertEquals("checkpoint " + out.resolve("model.safetensors"), lines.get(2));
    assertTrue(lines.get(1).startsWith("order 2: "), lines::toString);
    assertTrue(lines.get(3).startsWith("validation cross-entropy "), lines::toString);
    assertEquals(lines.subList(2, 5), Unroll.run("evaluate", out, "--quiet").succeeds().lines());
    // NgramsCommand measures the same part
    String table =
        Unroll.run("ngrams", text, "--top", 0, "--order", 2).succeeds().lines().getLast();
    String perplexity = lines.get(4).substring("validation perplexity ".length());
    assertEquals(
        Double.parseDouble(table.substring(table.lastIndexOf(' '))),
        Double.parseDouble(perplexity),
        0.051);
    Unroll sampled = Unroll.run("sample", "--model", out, "--length", 5, "--prompt", "the cat");
    assertEquals(7, sampled.succeeds().out().strip().split(" ").length, sampled::out);
    List<String> measured = Unroll.run("score", "--model", out, "--text", text).succeeds().lines();
    assertEquals("words      399", measured.getFirst());
    Path unknown = Files.writeString(directory.resolve("unknown"), "the cat met a unicorn");
    Unroll all = Unroll.run("score", "--model", out, "--text", unknown).succeeds();
    assertEquals("unknown    2", all.lines().get(1));
    assertTrue(
        Unroll.run("evaluate", out, "--text", unknown)
            .succeeds()
            .out()
            .contains("2 words are not in the vocabulary and count as unknown"));
  }

  @Test
  void whatCannotBeCountedIsRefused() throws IOException {
    Path few = Files.writeString(directory.resolve("few"), "a b a b a b a b a b");
    Unroll.run("train", "ngram", "--text", few, "--order", 20, "--out", out)
        .fails("order: expected less than the text's 18 tokens, got 20");
    assertFalse(Files.exists(out));
    Path once = Files.writeString(directory.resolve("once"), "all words occur but once");
    Unroll.run("train", "ngram", "--preset", "words", "--text", once, "--out", out)
        .fails("minimum count: expected at most 1");
    Path empty = Files.writeString(directory.resolve("empty"), "1 2 3");
    Unroll.run("train", "ngram", "--preset", "words", "--text", empty, "--out", out)
        .fails("expected a text with at least one token, got none");
    Unroll.run("train", "fixed-window", "--text", few, "--window", 30, "--out", out)
        .fails("--window");
    Unroll.run("train", "ngram", "--epochs", 3, "--text", few, "--out", out).fails("--epochs");
    Unroll.run("train", "ngram", "--text", few, "--out", out, "--order", 2).succeeds();
    Unroll.run("resume", out).fails("nothing to resume");
  }

  @Test
  void fixedWindowsWriteAndJudge() {
    Unroll.run(
            "train",
            "fixed-window",
            "--text",
            text,
            "--out",
            out,
            "--embedding",
            8,
            "--hidden",
            16,
            "--steps",
            3,
            "--quiet")
        .succeeds();
    Unroll sampled = Unroll.run("sample", "--model", out, "--length", 5).succeeds();
    assertEquals(5, sampled.out().strip().split(" ").length, sampled::out);
    assertEquals(
        "words      399",
        Unroll.run("score", "--model", out, "--text", text).succeeds().lines().getFirst());
  }

  @Test
  void aModelOfAnotherKindIsNamed() {
    Unroll.run("train", "memory", "--steps", 1, "--hidden", 4, "--out", out, "--quiet").succeeds();
    Unroll.run("sample", "--model", out)
        .fails("expected a language model, found a model of the kind \"memory\"");
  }

  @Test
  void completesOnceAndAsksForATerminalElse() {
    Unroll.run("train", "ngram", "--preset", "words", "--text", text, "--out", out).succeeds();
    List<String> lines =
        Unroll.run("complete", out, "--prefix", "then the c", "--top", 3).succeeds().lines();
    assertEquals(List.of("1.0000  cat"), lines);
    lines = Unroll.run("complete", out, "--prefix", "the ", "--top", 3).succeeds().lines();
    assertEquals(3, lines.size());
    Unroll.run("complete", out).fails("--prefix TEXT");
    Unroll.run("write", out).fails("unroll sample");
    Unroll.run("complete", out, "--prefix", "a", "--top", 0).fails("--top");
    Unroll.run("write", out, "--top", 10).fails("--top: expected 1 to 9, got 10");
  }

  @Test
  void textgenrnnLearnsLinesAndWritesOne() {
    Unroll.run(
            "train",
            "textgenrnn",
            "--text",
            text,
            "--max-length",
            6,
            "--embedding",
            4,
            "--hidden",
            8,
            "--steps",
            3,
            "--out",
            out)
        .succeeds();
    Unroll.run("evaluate", out, "--text", text).succeeds();
    Unroll.run("sample", "--model", out, "--length", 5, "--prompt", "the").succeeds();
    List<String> scored =
        Unroll.run("score", "--model", out, "--text", text, "--line").succeeds().lines();
    assertEquals(51, scored.size());
    // without --line each line is a text, too: so the counts are those of characters and ends
    assertEquals(
        "characters %,d".formatted(size(text)),
        Unroll.run("score", "--model", out, "--text", text).succeeds().lines().getFirst());
    Unroll.run("resume", out, "--steps", 4).succeeds();
  }

  @Test
  void sentencesAreRanked() throws IOException {
    Path corpus = directory.resolve("salads.txt");
    Files.writeString(
        corpus, "the fig and pear salad\nthe apple and fig salad\na pair of shoes\n".repeat(9));
    Unroll.run("train", "ngram", "--preset", "words", "--text", corpus, "--out", out).succeeds();
    String right = "the apple and pear salad";
    String wrong = "the apple and pair salad";
    List<String> lines =
        Unroll.run("score", "--model", out, wrong, "the apple and kiwi salad", right)
            .succeeds()
            .lines();
    assertEquals(4, lines.size());
    assertTrue(lines.get(1).endsWith("%  " + right), lines::toString);
    assertTrue(lines.stream().anyMatch(line -> line.endsWith("kiwi salad (unknown: 1)")));
    Unroll.run("score", right, "--model", out, "--text", corpus).fails("not both");
    Unroll.run("score", "--model", out, "the").fails("expected sentences of two tokens");
    Unroll.run("score", "--model", out).fails("--text FILE, or give sentences");
  }

  @Test
  void helloIsSpelledInATable() {
    List<String> lines = Unroll.run("train", "hello", "--out", out).succeeds().lines();
    int table = lines.lastIndexOf("p(next)      e      h      l      o");
    List<String> pairs = List.of("h -> e", "e -> l", "l -> l", "l -> o");
    int[] columns = {0, 2, 2, 3};
    for (int i = 0; i < pairs.size(); i++) {
      String row = lines.get(table + 1 + i);
      assertTrue(row.startsWith(pairs.get(i)), row);
      String[] p = row.substring(pairs.get(i).length()).strip().split(" +");
      assertTrue(Double.parseDouble(p[columns[i]]) > 0.9, row);
    }
    Unroll.run("train", "hello", "--word", "h", "--out", directory.resolve("one"))
        .fails("two letters or more");
  }

  @Test
  void presetsSetSizesAndMusicIsChecked() throws IOException {
    String tune = "X:1\nT:A\nM:2/4\nL:1/8\nK:D\nabcd|efga|\n\n";
    Path tunes = Files.writeString(directory.resolve("tunes.abc"), tune.repeat(40));
    Object[] train = {
      "train",
      "language",
      "--preset",
      "music",
      "--hidden",
      24,
      "--batch",
      4,
      "--sequence",
      16,
      "--text",
      tunes,
      "--out",
      out,
      "--steps",
      700,
      "--learning-rate",
      0.01,
      "--threads",
      1
    };
    String said = Unroll.run(train).succeeds().out();
    assertTrue(said.contains("(header fields, notes, lengths of bars): "), said);
    Path midi = directory.resolve("tune.mid");
    Unroll sampled =
        Unroll.run(
                "sample",
                "--model",
                out,
                "--prompt",
                "X:",
                "--length",
                200,
                "--temperature",
                0.1,
                "--midi",
                midi)
            .succeeds();
    assertTrue(sampled.out().contains("the syntax check"), sampled::out);
    assertTrue(sampled.out().contains("wrote " + midi + ": A"), sampled::out);
    assertTrue(Files.size(midi) > 50);
    String help = Unroll.run("train", "language", "--help").out().replaceAll("\\s+", " ");
    assertTrue(help.contains("min-char-rnn, c-source, latex, speeches, music, words"), help);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
