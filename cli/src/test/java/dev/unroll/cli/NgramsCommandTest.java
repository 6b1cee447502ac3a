package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NgramsCommandTest {
  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("text.txt"), text);
  }

  @Test
  void printsTheMostFrequentNgramsOfEachLength() throws IOException {
    Path text = file("To be, or not to be: that is\nTHE question.");
    List<String> lines =
        Unroll.run("ngrams", text, "--order", 2, "--top", 2, "--validation", 0).succeeds().lines();
    assertEquals(
        List.of(
            "10 tokens, 8 distinct",
            "",
            "   count  unigram",
            "       2  to",
            "       2  be",
            "",
            "   count  bigram",
            "       2  to be",
            "       1  be or",
            "",
            "   count  trigram",
            "       1  to be or",
            "       1  be or not"),
        lines);
  }

  /// "a b" nine times, then once more held out: after 18 tokens of two words, both are known.
  @Test
  void saysHowWellEachOrderPredictsTheHeldOutPart() throws IOException {
    Path text = file("a b ".repeat(10));
    List<String> lines = Unroll.run("ngrams", text, "--order", 1, "--top", 0).succeeds().lines();
    assertEquals("20 tokens, 2 distinct", lines.getFirst());
    assertTrue(
        lines.contains(
            "models of the first 18 tokens, vocabulary 3, on the other 2 (unknown: 0); Witten-Bell"));
    double p0 = (9 + 2 / 3.0) / 20; // of a and of b
    double a = (8 + p0) / 9; // after b, which was followed by a, and ended the text
    double b = (9 + p0) / 10;
    assertEquals(line(0, 2, -Math.log(p0)), lines.get(4));
    assertEquals(line(1, 2, -(Math.log(a) + Math.log(b)) / 2), lines.get(5));
    lines = Unroll.run("ngrams", text, "--add", 1, "--order", 0, "--top", 0).succeeds().lines();
    assertTrue(lines.get(2).endsWith("add 1.0"), lines.get(2));
    assertEquals(line(0, 2, -Math.log(10 / 21.0)), lines.getLast());
  }

  private static String line(int order, int ngrams, double nats) {
    return "%5d  %,9d  %10.3f  %10.1f".formatted(order, ngrams, nats, Math.exp(nats));
  }

  @Test
  void charactersAreShownSoThatTheyCanBeSeen() throws IOException {
    Path text = file("a\na\na\n\tb");
    Unroll program =
        Unroll.run("ngrams", text, "--tokens", "characters", "--order", 1, "--validation", 0);
    assertTrue(program.succeeds().lines().contains("       3  'a\\n'"), program::out);
    assertTrue(program.lines().contains("       1  '\\tb'"), program::out);
  }

  @Test
  void badInput() throws IOException {
    Path text = file("one two three");
    Unroll.run("ngrams").fails("FILE");
    Unroll.run("ngrams", directory.resolve("none")).fails("no such file");
    Unroll.run("ngrams", text, "--order", 3).fails("--order 3", "3 tokens");
    Unroll.run("ngrams", text, "--order", 2, "--min-count", 1).fails("--order 2", "held out");
    Unroll.run("ngrams", text, "--order", -1).fails("--order", "-1");
    Unroll.run("ngrams", text, "--top", -1).fails("--top", "-1");
    Unroll.run("ngrams", text, "--add", "NaN").fails("NaN");
    Unroll.run("ngrams", text, "--validation", 1).fails("--validation");
    Unroll.run("ngrams", text, "--order", 0).fails("minimum count");
    Unroll.run("ngrams", text, "--tokens", "words").fails("characters, letters", "'words'");
    Unroll.run("ngrams", file("1 2 3"), "--order", 0).fails("0 tokens");
  }
}
