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
}
