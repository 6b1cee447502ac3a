package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sequences to labels and to values: each kind without a file and with one, measured, resumed, answering
/// lines, and told bad input.
class SequenceKindsTest {
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

  @ParameterizedTest
  @CsvSource({
    "classify, accuracy, baseline majority 0.",
    "sentiment, accuracy, baseline naive-bayes 0.",
    "tag, entity-f1, baseline most-frequent-tag-entity-f1 0.",
    "forecast, mae, baseline persistence ",
    "trajectory, ade, baseline constant-velocity-ade 0.",
    "memory, mse, adding problem: 50 steps; who remembers nothing reaches mse 0.167",
  })
  void everyKindRunsWithoutAFileBesideItsBaseline(String kind, String metric, String baseline) {
    List<String> lines = train(kind, "--steps", 2).succeeds().lines();
    assertTrue(lines.stream().anyMatch(line -> line.startsWith(baseline)), lines::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("validation " + metric + " ")),
        lines::toString);
    List<String> measured = Unroll.run("evaluate", out).succeeds().lines();
    assertTrue(measured.stream().anyMatch(line -> line.contains(metric)), measured::toString);
    boolean tested = measured.stream().anyMatch(line -> line.startsWith("test persistence "));
    assertEquals(kind.equals("forecast"), tested, measured::toString);
    Unroll.run("resume", out, "--steps", 3).succeeds();
  }

  @Test
  void classifyLearnsAFileAndAnswersRows() throws IOException {
    StringBuilder text = new StringBuilder("id,weight,\"size, cm\",kind\n");
    for (int i = 0; i < 40; i++) {
      boolean cat = i % 2 == 0;
      text.append(
          "x%d,%s,%d,%s\n"
              .formatted(i, i == 5 ? "NA" : cat ? "4.5" : "9", 20 + i, cat ? "cat" : "dog"));
    }
    Path file = file("animals.csv", text.toString());
    Object[] options = {
      "--table",
      file,
      "--features",
      "weight",
      "--features",
      "size, cm",
      "--missing",
      "NA",
      "--batch",
      8,
      "--hidden",
      "4",
      "--learning-rate",
      0.05,
      "--epochs",
      60,
      "--quiet"
    };
    train("classify", options).succeeds();
    List<String> answers =
        Unroll.reading("\"size, cm\",weight\n30,4.4\n30,9.1\n", () -> Unroll.run("predict", out))
            .succeeds()
            .lines();
    assertEquals("label,probability", answers.getFirst());
    assertTrue(
        answers.get(1).startsWith("cat,0.") && answers.get(2).startsWith("dog,0."),
        answers::toString);
    List<String> measured = Unroll.run("evaluate", out, "--table", file).succeeds().lines();
    assertTrue(measured.contains("rows: 0 to train on, 40 held out"), measured::toString);
    assertTrue(
        measured.stream().anyMatch(line -> line.matches("1 cat +\\d+ +[\\d.]+")),
        measured::toString);
  }

  @Test
  void classifyPredictsANumberWhereTheTargetIsOne() throws IOException {
    StringBuilder text = new StringBuilder("price,x\n");
    for (int i = 0; i < 40; i++) {
      text.append("%d,%d\n".formatted(100 + 3 * i, i));
    }
    Path file = file("prices.csv", text.toString());
    List<String> lines =
        train(
                "classify",
                "--preset",
                "perceptron",
                "--table",
                file,
                "--target",
                "price",
                "--batch",
                4,
                "--learning-rate",
                0.05,
                "--epochs",
                60)
            .succeeds()
            .lines();
    assertTrue(
        lines.stream().anyMatch(line -> line.startsWith("baseline mean-rmse ")), lines::toString);
    List<String> answers =
        Unroll.reading("x\n10\n", () -> Unroll.run("predict", out)).succeeds().lines();
    assertEquals("price", answers.getFirst());
    assertEquals(130, Double.parseDouble(answers.get(1)), 2);
  }

  @Test
  void classifyTellsABadTableInOneLine() throws IOException {
    Path file = file("rows.csv", "a,b,kind\n1,2,p\n3,x,q\n");
    train("classify", "--table", file).fails("rows.csv, line 3", "column 'b'", "'x'");
    train("classify", "--table", file, "--target", "c")
        .fails("there is no column 'c'; there are 'a', 'b', 'kind'");
    Path mixed = file("mixed.csv", "a,kind\n1,2\n3,\n");
    train("classify", "--table", mixed).fails("mixed.csv, line 3", "'kind'", "to be predicted");
    Path second = file("second.csv", "a,kind\n1,2\n3,q\n");
    train("classify", "--table", second)
        .fails("second.csv, line 3", "expected a number", "'q'", "--labels");
    Path one = file("one.csv", "a,kind\n1,p\n3,p\n5,p\n");
    train("classify", "--table", one).fails("at least two labels", "all 2 have the label 'p'");
    train("classify", "--steps", 1, "--quiet").succeeds();
    Path other = file("other.csv", "x,z,label\n1,2,first\n");
    Unroll.run("evaluate", out, "--table", other).fails("there is no column 'y'", "'z'");
    Path unseen = file("unseen.csv", "x,y,label\n1,2,third\n");
    Unroll.run("evaluate", out, "--table", unseen)
        .fails("the label 'third' was not among those trained on: first, second");
    Unroll.reading("x,y\n1,2\n1,two\n", () -> Unroll.run("predict", out))
        .fails("line 3", "column 'y': expected a number, got 'two'");
  }

  @Test
  void sentimentLearnsAFileAndExplains() throws IOException {
    StringBuilder text = new StringBuilder();
    for (String noun : List.of("film", "plot", "cast", "end", "start", "mood")) {
      text.append("1 a lovely ").append(noun).append("\n0 a boring ").append(noun).append('\n');
    }
    Path file = file("reviews.txt", text.toString());
    Object[] options = {
      "--texts",
      file,
      "--hidden",
      6,
      "--embedding",
      6,
      "--dropout",
      0,
      "--token-dropout",
      0,
      "--learning-rate",
      0.03,
      "--epochs",
      12,
      "--quiet"
    };
    train("sentiment", options).succeeds();
    List<String> answers =
        Unroll.reading("a lovely mood\na boring mood\n", () -> Unroll.run("predict", out))
            .succeeds()
            .lines();
    assertTrue(answers.get(0).matches("1\t0\\.\\d{3}\ta lovely mood"), answers::toString);
    assertTrue(answers.get(1).matches("0\t0\\.\\d{3}\ta boring mood"), answers::toString);
    String explained =
        Unroll.reading("a lovely mood\n", () -> Unroll.run("predict", out, "--explain"))
            .succeeds()
            .out();
    assertTrue(
        explained.matches("1\t0\\.\\d{3}\ta\\([+-].*\\) lovely\\(\\+.*\\) mood\\([+-].*\\)\n"),
        explained);
    Path more = file("more.txt", "1 a lovely plot\n1 so boring\n");
    assertTrue(
        Unroll.run("evaluate", out, "--texts", more).succeeds().out().contains("accuracy 0.500"));
  }

  @Test
  void namesAreReadFromADirectoryOfFiles() throws IOException {
    Path names = Files.createDirectory(directory.resolve("names"));
    Files.writeString(names.resolve("Italian.txt"), "Rossi\nBianchi\n".repeat(10));
    Files.writeString(names.resolve("Polish.txt"), "Nowak\nKowalski\n".repeat(10));
    List<String> lines =
        train("sentiment", "--preset", "names", "--texts", names, "--steps", 2).succeeds().lines();
    assertTrue(lines.contains("texts: 36 to train on, 4 held out"), lines::toString);
  }

  @Test
  void tagLearnsAFileAndAnswersInItsFormat() throws IOException {
    String sentence = "Paris\tB-place\nshines\tO\n\nnobody\tO\nsings\tO\n\n";
    Path file = file("train.conll", sentence.repeat(8));
    Object[] options = {
      "--sentences",
      file,
      "--held-out",
      file,
      "--hidden",
      6,
      "--embedding",
      6,
      "--dropout",
      0,
      "--learning-rate",
      0.05,
      "--output",
      "crf",
      "--epochs",
      15,
      "--quiet"
    };
    train("tag", options).succeeds();
    assertEquals(
        "Paris\tB-place\nshines\tO\n\n",
        Unroll.reading("Paris shines\n", () -> Unroll.run("predict", out)).succeeds().out());
    String lines = "Paris\tNNP\nshines\tVBZ\n\nnobody\tNN\n";
    assertEquals(
        "Paris\tNNP\tB-place\nshines\tVBZ\tO\n\nnobody\tNN\tO\n\n",
        Unroll.reading(lines, () -> Unroll.run("predict", out, "--conll")).succeeds().out());
    Unroll.reading("Paris\n\tVBZ\n", () -> Unroll.run("predict", out, "--conll"))
        .fails("line 2", "expected a line that begins with a word");
    Path unseen = file("unseen.conll", "Bach\tB-person\n");
    Unroll.run("evaluate", out, "--sentences", unseen)
        .fails("the tag 'B-person' was not among those trained on: O, B-place");
  }

  @Test
  void whatWasMeasuredIsDrawn() throws IOException {
    Path svg = directory.resolve("chart.svg");
    for (String kind : List.of("classify", "sentiment", "forecast", "trajectory")) {
      Files.deleteIfExists(svg);
      Path model = directory.resolve(kind);
      Unroll.run("train", kind, "--out", model, "--steps", 1, "--quiet").succeeds();
      List<String> lines = Unroll.run("evaluate", model, "--chart", svg).succeeds().lines();
      assertTrue(lines.contains("chart " + svg), lines::toString);
      assertTrue(Files.readString(svg).startsWith("<svg "), kind);
    }
    train("memory", "--steps", 1, "--quiet").succeeds();
    Unroll.run("evaluate", out, "--chart", svg).fails("models of the kind memory are not drawn");
  }

  @Test
  void trajectoryReadsTracks() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int t = 0; t < 25; t++) {
      text.append("%d a %.2f 0\n%d b 0 %.2f\n".formatted(t, 0.1 * t, t, -0.2 * t));
    }
    text.append("0 c 1 1\n");
    Path file = file("tracks.txt", text.toString());
    Object[] options = {
      "--preset", "pedestrians", "--tracks", file, "--held-out", file, "--steps", 1
    };
    List<String> lines = train("trajectory", options).succeeds().lines();
    assertTrue(lines.contains("tracks: 2 to train on, 2 held out"), lines::toString);
    assertTrue(
        lines.contains("tracks: 1 with fewer than 20 positions are left out"), lines::toString);
    String line = "0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7\n";
    String answer = Unroll.reading(line, () -> Unroll.run("predict", out)).succeeds().out();
    assertEquals(24, answer.strip().split(" ").length);
  }

  @Test
  void trajectoryChoosesBySomeOfTheTracksToTrainOn() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int track = 0; track < 20; track++) {
      for (int t = 0; t < 20; t++) {
        text.append("%d w%d %d %d%n".formatted(t, track, track, t));
      }
    }
    Path file = file("walks.txt", text.toString());
    Object[] options = {
      "--preset", "pedestrians", "--tracks", file, "--held-out", file, "--steps", 1
    };
    List<String> lines = train("trajectory", options).succeeds().lines();
    assertTrue(
        lines.contains("tracks: 18 to train on, 2 to choose by, 20 held out"), lines::toString);
    List<String> found = Unroll.run("evaluate", out).succeeds().lines();
    assertTrue(found.stream().anyMatch(line -> line.startsWith("test ade ")), found::toString);
    assertTrue(
        found.stream().anyMatch(line -> line.startsWith("test steady-velocity-ade ")),
        found::toString);
  }

  @Test
  void forecastReadsATableAndAnswersRecords() throws IOException {
    StringBuilder text = new StringBuilder("time,\"p (mbar)\",T\n");
    for (int t = 0; t < 60; t++) {
      text.append("%d,%s,%.2f\n".formatted(t, t == 7 ? "NA" : "1013", Math.sin(t / 3.0)));
    }
    Path file = file("weather.csv", text.toString());
    Object[] options = {
      "--series",
      file,
      "--missing",
      "NA",
      "--target",
      "T",
      "--past",
      6,
      "--step",
      2,
      "--horizons",
      "1,2",
      "--steps",
      2
    };
    List<String> lines = train("forecast", options).succeeds().lines();
    assertTrue(
        lines.contains("series: 60 records of 2 columns; 36 windows to train on, 3 held out"),
        lines::toString);
    List<String> answers =
        Unroll.reading(
                "T,p (mbar)\n1,1013\n2,1012\n3,1011\n4,1010\n5,1009\n6,1008\n",
                () -> Unroll.run("predict", out))
            .succeeds()
            .lines();
    assertEquals("T 1 ahead,T 2 ahead", answers.getFirst());
    assertEquals(List.of("", "", "", ""), answers.subList(1, 5));
    assertTrue(answers.getLast().matches("-?\\d+\\.\\d{3},-?\\d+\\.\\d{3}"), answers::toString);
    Unroll.reading("T,p (mbar)\n1,1013\n2,1012\n", () -> Unroll.run("predict", out))
        .fails("the series has 2 records, but the model looks at 5: give it more");
    String table = "p (mbar),T\n" + "1013,1\n".repeat(8);
    assertTrue(
        Unroll.run("evaluate", out, "--series", file("eight.csv", table))
            .succeeds()
            .lines()
            .contains("series: 8 records of 2 columns; 0 windows to train on, 2 held out"));
    Unroll.run("evaluate", out, "--series", file("two.csv", table.substring(0, 25)))
        .fails("the series has 2 records, but a window spans 7: 5 of the past and 2 ahead");
  }

  @Test
  void aBadTableIsToldInOneLine() throws IOException {
    Path file = file("weather.csv", "time,p,T\n0,1,2\n1,NA,3\n");
    train("forecast", "--series", file).fails("weather.csv, line 3", "'p'", "'NA'");
    train("forecast", "--series", file, "--missing", "NA", "--target", "rain")
        .fails("there is no column 'rain'", "'T'");
    train("forecast", "--series", file, "--missing", "NA")
        .fails("the training part has 1 of the series' 2 records, but a window spans 72");
  }

  @Test
  void badInputIsToldInOneLine() throws IOException {
    Path one = file("one.txt", "1 good\n1 fine\n1 nice\n1 well\n1 yes\n");
    train("sentiment", "--texts", one).fails("at least two labels", "all 4 have the label '1'");
    train("sentiment", "--texts", directory.resolve("missing.txt")).fails("missing.txt");
    Path wrong = file("wrong.conll", "Paris\tI-place\n");
    train("tag", "--sentences", wrong).fails("wrong.conll, line 1", "expected B-place before");
    Path tracks = file("short.txt", "0 a 1 1\n1 a 2 x\n");
    train("trajectory", "--tracks", tracks).fails("short.txt, line 2", "'x'");
    Path few = file("few.txt", "0 a 1 1\n1 a 2 2\n");
    train("trajectory", "--tracks", few, "--held-out", few, "--quiet")
        .fails("expected a track of at least 8 observed and 12 following positions");
    train("memory", "--length", 1).fails("length: expected 2 or more, got 1");
    train("memory", "--cell", "gruu").fails("cell", "gru");
  }

  @Test
  void aLineThatMakesNoSenseIsToldToo() {
    train("trajectory", "--steps", 1, "--quiet").succeeds();
    Unroll.reading("1 2 x\n", () -> Unroll.run("predict", out))
        .fails("expected numbers, x and y of each position, got 'x'");
    Unroll.reading("1 2\n", () -> Unroll.run("predict", out))
        .fails("expected x and y of 8 positions, got 2 numbers");
  }
}
