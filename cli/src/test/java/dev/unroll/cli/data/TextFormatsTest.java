package dev.unroll.cli.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFormatsTest {
  @TempDir private Path directory;

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("data.txt"), text);
  }

  @Test
  void pairsAreSeparatedByATab() throws IOException {
    Path file = file("\uFEFFGo.\tVa\u202F!\r\n\nRun!\tCours !\tCC-BY\nI see.\tJe\u0085vois.");
    assertEquals(
        List.of(
            new TextPair("Go.", "Va\u202F!", 1),
            new TextPair("Run!", "Cours !", 3),
            new TextPair("I see.", "Je\u0085vois.", 4)),
        TextPair.read(file, UTF_8));
  }

  @Test
  void aPairHasATabAndTwoSides() throws IOException {
    Path file = file("a\tb\nno tab\n");
    Refused.with(() -> TextPair.read(file, UTF_8), "data.txt, line 2: ", "no tab in 'no tab'");
    Path first = file("a\tb\n \tb\n");
    Refused.with(() -> TextPair.read(first, UTF_8), "line 2, column 1: expected a text before");
    Path second = file("a\tb\nabc\t\n");
    Refused.with(() -> TextPair.read(second, UTF_8), "line 2, column 5: expected a text behind");
    Refused.with(() -> TextPair.read(directory.resolve("none"), UTF_8), "none: no such file");
  }

  @Test
  void labelsStandBeforeTheirTexts() throws IOException {
    Path file =
        Files.write(directory.resolve("l"), "0 so\u0085 dull . \n1\tgood\n".getBytes(ISO_8859_1));
    assertEquals(
        List.of(new LabelledText("0", "so\u0085 dull . "), new LabelledText("1", "good")),
        LabelledText.readLines(file, ISO_8859_1));
    for (String bad : List.of("1", "1 ", " 1 x")) {
      Path wrong = file("0 x\n" + bad + "\n");
      Refused.with(
          () -> LabelledText.readLines(wrong, UTF_8), "line 2: expected a label", "'" + bad + "'");
    }
  }

  @Test
  void aDirectoryHasAFileForEachLabel() throws IOException {
    Path names = Files.createDirectory(directory.resolve("names"));
    Files.writeString(names.resolve("Polish.txt"), "Ślusàrski \n\nAdamczak");
    Files.writeString(names.resolve("Czech.txt"), "Abl\n");
    Files.writeString(names.resolve("README"), "no class");
    assertEquals(
        List.of(
            new LabelledText("Czech", "Abl"),
            new LabelledText("Polish", "Ślusàrski"),
            new LabelledText("Polish", "Adamczak")),
        LabelledText.readDirectory(names, UTF_8));
    Refused.with(
        () -> LabelledText.readDirectory(names.resolve("README"), UTF_8), "expected a directory");
    Path empty = Files.createDirectory(directory.resolve("empty"));
    Refused.with(() -> LabelledText.readDirectory(empty, UTF_8), "LABEL.txt", "got none");
  }

  /// A line of one tab ends a sentence like an empty one; the end of the file does as well.
  @Test
  void taggedSentencesAreReadAndWritten() throws IOException {
    Path file =
        file(
            "-DOCSTART- -X- O\n\nPaul\tB-person\nSmith\tI-person\nsaw\tO\n\t\n\n"
                + "U.N. NNP I-NP B-group\nIBM NNP I-NP B-group\n@paul\tB-person");
    List<TaggedSentence> sentences = TaggedSentence.read(file, UTF_8);
    assertEquals(
        List.of(
            new TaggedSentence(
                List.of("Paul", "Smith", "saw"), List.of("B-person", "I-person", "O"), 3),
            new TaggedSentence(
                List.of("U.N.", "IBM", "@paul"), List.of("B-group", "B-group", "B-person"), 8)),
        sentences);
    StringBuilder written = new StringBuilder();
    sentences.forEach(sentence -> written.append(sentence.format()));
    assertEquals(
        "Paul\tB-person\nSmith\tI-person\nsaw\tO\n\nU.N.\tB-group\nIBM\tB-group\n@paul\tB-person\n\n",
        written.toString());
    List<TaggedSentence> again = TaggedSentence.read(file(written.toString()), UTF_8);
    assertEquals(sentences.get(1).tags(), again.get(1).tags());
    assertThrows(
        IllegalArgumentException.class, () -> new TaggedSentence(List.of("a"), List.of(), 1));
  }

  @Test
  void tagsAreABioSequence() throws IOException {
    assertTagRefused("Paul", "line 2: expected a token, a tab and its tag, got 'Paul'");
    assertTagRefused("\tO", "line 2: expected a token");
    assertTagRefused("Paul\tperson", "line 2, column 6: expected a tag O", "'person'");
    assertTagRefused("Paul\tB-", "column 6", "'B-'");
    assertTagRefused("Paul\tI-group", "column 6: expected B-group before I-group, got B-person");
    Path beginning = file("Paul\tI-group\n");
    Refused.with(
        () -> TaggedSentence.read(beginning, UTF_8), "line 1", "got the sentence's beginning");
    Path after = file("a\tB-x\n\nb\tI-x\n");
    Refused.with(() -> TaggedSentence.read(after, UTF_8), "line 3, column 3: expected B-x");
  }

  private void assertTagRefused(String line, String... parts) throws IOException {
    Path file = file("Peter\tB-person\n" + line + "\n");
    Refused.with(() -> TaggedSentence.read(file, UTF_8), parts);
  }

  @Test
  void tracksAreRowsOfOneName() throws IOException {
    List<Track> tracks =
        Track.read(file("0 2.0 1.5 -2\n0 7 0 0\n10 2.0 1e1 .5\n20 2.0 ? ?\n30 2.0 ? ?\n"));
    assertEquals(List.of("2.0", "7"), tracks.stream().map(Track::name).toList());
    assertArrayEquals(new float[] {1.5f, -2, 10, 0.5f}, tracks.getFirst().positions());
    assertEquals(2, tracks.getFirst().length());
    assertEquals(2, tracks.getFirst().unknown());
    assertEquals(2, tracks.get(1).line());
    Path longer = file("0 a 1 2\n".repeat(50));
    assertEquals(50, Track.read(longer).getFirst().length());
    Path columns = file("0 a 1 2\n0 a 1\n");
    Refused.with(() -> Track.read(columns), "line 2: expected frame, name, x and y", "3 columns");
    Path number = file("0 a 1 2m\n");
    Refused.with(() -> Track.read(number), "line 1: expected a number or ? as y, got '2m'");
    Path again = file("0 a ? ?\n0 a 1 2\n");
    Refused.with(() -> Track.read(again), "line 2: the track a goes on at (1, 2)");
  }
}
