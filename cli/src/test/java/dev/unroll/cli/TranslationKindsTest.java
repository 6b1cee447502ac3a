package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sequences to sequences: addition and translation, without a file and with one, measured, resumed, answering
/// lines, and told bad input.
class TranslationKindsTest {
  @TempDir private Path directory;
  private Path out;

  @BeforeEach
  void setUp() {
    out = directory.resolve("out");
  }

  private Unroll train(String kind, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("train", kind, "--out", out));
    arguments.addAll(Arrays.asList(more));
    return Unroll.run(arguments.toArray());
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content, StandardCharsets.UTF_8);
  }

  /// Words of two languages, one for one: all pairs of four.
  private Path pairs() throws IOException {
    String[] words = {"un", "deux", "trois", "quatre"};
    String[] same = {"one", "two", "three", "four"};
    StringBuilder text = new StringBuilder();
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) {
        text.append("%s %s\t%s, %s\tby nobody\n".formatted(words[a], words[b], same[a], same[b]));
      }
    }
    return file("pairs.tsv", text.toString());
  }

  @Test
  void additionShowsFiveHeldOutProblemsEachEpoch() {
    Object[] options = {"--problems", 600, "--held-out", 100, "--hidden", 8, "--epochs", 2};
    List<String> lines = train("add", options).succeeds().lines();
    assertTrue(lines.contains("problems: 600, of which 100 are held out"), lines::toString);
    assertEquals(10, lines.stream().filter(line -> line.contains(" → ")).count());
    assertTrue(lines.getLast().startsWith("validation cross-entropy "), lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("validation exact-match 0.")),
        lines::toString);
    Unroll.run("resume", out, "--epochs", 3).succeeds();
    Unroll.run("evaluate", out).succeeds();
    String answer = Unroll.reading("535+61\n", () -> Unroll.run("predict", out)).succeeds().out();
    assertTrue(answer.matches("\\d*\n"), answer);
    Unroll.reading("535-61\n", () -> Unroll.run("predict", out))
        .fails("line 1", "expected a problem such as 535+61, got '535-61'");
  }

  @Test
  void translationRunsWithoutAFileBesideItsBaseline() {
    Object[] options = {"--sentences", 200, "--longest", 5, "--hidden", 8, "--epochs", 1};
    List<String> lines = train("translate", options).succeeds().lines();
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("baseline unigram-cross-entropy ")),
        lines::toString);
    assertEquals(5, lines.stream().filter(line -> line.contains(" → ")).count());
    for (String metric : List.of("bleu", "sacre-bleu", "exact-match", "cross-entropy")) {
      assertTrue(
          lines.stream().anyMatch(line -> line.startsWith("validation " + metric + " ")),
          lines::toString);
    }
    Unroll.run("resume", out, "--epochs", 2).succeeds();
    Unroll.run("evaluate", out, "--beam", 3, "--length-penalty", 0.6).succeeds();
  }

  @Test
  void translationLearnsAFileAnswersLinesAndDrawsWhereItLooked() throws IOException {
    Path file = pairs();
    Object[] options = {
      "--pairs", file,
      "--split", "last",
      "--split-part", 0,
      "--hidden", 16,
      "--embedding", 16,
      "--batch", 4,
      "--learning-rate", 0.02,
      "--epochs", 40,
      "--quiet"
    };
    train("translate", options).succeeds();
    String lines = "trois un\nquatre quoi\n";
    Path picture = directory.resolve("looks.svg");
    List<String> answers =
        Unroll.reading(lines, () -> Unroll.run("predict", out, "--beam", 2, "--attention", picture))
            .succeeds()
            .lines();
    assertEquals("three , one", answers.getFirst());
    String svg = Files.readString(picture);
    for (String token : List.of(">trois<", ">un<", ">three<", ">,<", ">one<", ">(end)<")) {
      assertTrue(svg.contains(token), token);
    }
    assertTrue(Files.readString(directory.resolve("looks-2.svg")).contains(">quoi<"));
    String measured = Unroll.run("evaluate", out, "--pairs", file).succeeds().out();
    assertTrue(measured.contains("exact-match 1.000"), measured);

    Unroll.reading("deux\nquoi donc\n", () -> Unroll.run("predict", out))
        .fails("line 2", "expected at least one word that the model knows, got 'quoi donc'");
    Unroll.reading("\n", () -> Unroll.run("predict", out))
        .fails("line 1", "expected a text to translate, got an empty one");
  }

  @Test
  void charactersAreTranslatedWithoutAttentionToo() throws IOException {
    Object[] options = {
      "--pairs",
      pairs(),
      "--tokenizer",
      "characters",
      "--attention",
      "none",
      "--fed",
      "--hidden",
      8,
      "--sampling",
      0.5,
      "--sampling-epochs",
      2,
      "--split",
      "every",
      "--split-n",
      4,
      "--epochs",
      3
    };
    List<String> lines = train("translate", options).succeeds().lines();
    assertTrue(lines.contains("pairs: 12 to train on, 4 held out"), lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("validation sacre-bleu ")),
        lines::toString);
    Path picture = directory.resolve("looks.svg");
    Unroll.reading("un\n", () -> Unroll.run("predict", out, "--attention", picture))
        .fails("attention: expected a model with attention, got one without");
    assertFalse(Files.exists(picture));
  }

  @Test
  void badPairsAreToldInOneLine() throws IOException {
    Path noTab = file("no-tab.tsv", "Go.\tVa !\nRun! Cours !\n");
    train("translate", "--pairs", noTab)
        .fails("no-tab.tsv, line 2", "expected two texts separated by a tab", "'Run! Cours !'");
    Path empty = file("empty.tsv", "Go.\tVa !\nRun!\t \n");
    train("translate", "--pairs", empty)
        .fails("empty.tsv, line 2", "expected a text behind the tab, got none");
    Path nothing = file("nothing.tsv", "\n");
    train("translate", "--pairs", nothing).fails("there are no pairs to train on");
    Path rare = file("rare.tsv", "Go.\tVa !\n");
    train("translate", "--preset", "plain", "--pairs", rare).fails("minimum count");
    train("translate", "--pairs", directory.resolve("missing.tsv")).fails("missing.tsv");
    train("translate", "--shortest", 5, "--longest", 4).fails("longest: expected at least");
    train("translate", "--attention", "dot").fails("expected queries as wide as keys");
  }
}
