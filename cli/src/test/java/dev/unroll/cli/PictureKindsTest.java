package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.data.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kinds that look at pictures: each without a file and with one, measured, resumed, answering lines, and told
/// bad input.
class PictureKindsTest {
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

  /// A grey picture with a bright column.
  private Path picture(String name, int height, int width, int bright) throws IOException {
    byte[] rgb = new byte[3 * height * width];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i % width == bright ? 230 : 40);
    }
    Path file = directory.resolve(name);
    new Picture(height, width, rgb).write(file);
    return file;
  }

  private static void says(List<String> lines, String... parts) {
    for (String part : parts) {
      assertTrue(lines.stream().anyMatch(line -> line.contains(part)), lines::toString);
    }
  }

  private static Unroll predict(Path model, String lines, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("predict", model));
    arguments.addAll(Arrays.asList(more));
    return Unroll.reading(lines, () -> Unroll.run(arguments.toArray()));
  }

  @Test
  void readGeneratedNumbersAndPictures() throws IOException {
    Object[] small = {
      "--generated", 40, "--channels", "4,4", "--hidden", 6, "--batch", 8, "--steps", 2
    };
    List<String> lines = train("read", small).succeeds().lines();
    says(
        lines,
        "pictures: 40 to train on, 4 held out, 80 × 24, generated house numbers",
        "validation exact-match ");
    says(Unroll.run("evaluate", out).succeeds().lines(), "exact-match ", "edit-distance ");
    Unroll.run("resume", out, "--steps", 3).succeeds();
    Path file = picture("door.png", 24, 80, 7);
    String answer = predict(out, file + "\n").succeeds().out();
    assertTrue(answer.matches("[0-9]*\t[01]\\.\\d{3}\t" + file + "\n"), answer);
    assertEquals(
        2, predict(out, file + "\n", "--beam", 0).succeeds().out().strip().split("\t").length);
    // what is no picture, or none of this size
    Path narrow = picture("narrow.png", 24, 70, 7);
    predict(out, narrow + "\n")
        .fails("narrow.png", "expected a picture of 80 × 24 pixels (width × height), got 70 × 24");
    Path text = Files.writeString(directory.resolve("text.png"), "no picture");
    predict(out, text + "\n").fails("text.png", "expected a picture");
    predict(out, directory.resolve("none.png") + "\n").fails("none.png: no such file");
  }

  @Test
  void readPicturesOfAFile() throws IOException {
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      picture(i + ".png", 8, 24, 2 + i);
      texts.append("%d.png\t%s\n".formatted(i, i < 10 ? "ab" : "ba"));
    }
    Path file = Files.writeString(directory.resolve("texts.tsv"), texts);
    Object[] options = {
      "--texts", file, "--pictures", directory, "--height", 8, "--width", 24, "--channels", "4"
    };
    List<Object> arguments = new ArrayList<>(Arrays.asList(options));
    arguments.addAll(List.of("--hidden", 6, "--steps", 2));
    List<String> lines = train("read", arguments.toArray()).succeeds().lines();
    says(lines, "pictures: 18 to train on, 2 held out, 24 × 8", "12 columns, 2 characters");
    assertTrue(
        predict(out, directory.resolve("3.png") + "\n").succeeds().out().matches("[ab]*\t.*\n"));
    // what is wrong with the file
    out = directory.resolve("unused");
    Path bad = Files.writeString(directory.resolve("bad.tsv"), "0.png\tab\n1.png ba\n");
    train("read", "--texts", bad, "--pictures", directory, "--height", 8, "--width", 24)
        .fails("bad.tsv, line 2", "no tab");
    train("read", "--texts", file, "--pictures", directory)
        .fails("0.png", "expected a picture of 80 × 24 pixels", "got 24 × 8");
    train("read", "--texts", file).fails("texts", "directory");
    Path longer = Files.writeString(directory.resolve("long.tsv"), "0.png\taaaaaaaaaaaaaaaa\n");
    train("read", "--texts", longer, "--pictures", directory, "--height", 8, "--width", 24)
        .fails("takes 31 columns", "make the pictures wider");
  }

  @Test
  void captionGeneratedShapesAndLooks() throws IOException {
    Object[] small = {
      "--generated",
      30,
      "--channels",
      "3,4,5",
      "--hidden",
      6,
      "--embedding",
      4,
      "--batch",
      8,
      "--steps",
      2
    };
    List<String> lines = train("caption", small).succeeds().lines();
    says(
        lines,
        "pictures: 30 to train on, 3 held out, 32 × 32, generated shapes",
        "picture as grid",
        "validation cross-entropy ");
    says(Unroll.run("evaluate", out).succeeds().lines(), "cross-entropy ", "exact-match ");
    Unroll.run("resume", out, "--steps", 3).succeeds();
    Path file = picture("a.b.png", 32, 32, 7);
    Path looks = directory.resolve("looks");
    List<String> answers =
        predict(out, file + "\n", "--beam", 3, "--best", 2, "--looks", looks).succeeds().lines();
    assertEquals(2, answers.size());
    assertTrue(answers.getFirst().matches(".*\t0\\.\\d{3}\t" + file), answers::toString);
    String svg = Files.readString(looks.resolve("a.b.svg"));
    assertTrue(svg.contains("data:image/png;base64,") && svg.contains(">(end)</text>"), svg);
    Path jpeg = directory.resolve("photo.jpg");
    assertTrue(ImageIO.write(ImageIO.read(file.toFile()), "jpg", jpeg.toFile()));
    assertTrue(predict(out, jpeg + "\n").succeeds().out().endsWith("\t" + jpeg + "\n"));
    predict(out, picture("flat.png", 20, 32, 1) + "\n")
        .fails("flat.png", "expected a picture of 32 × 32 pixels (width × height), got 32 × 20");
    predict(out, "", "--best", 4).fails("n-best", "beam's width of 3");
  }

  @Test
  void captionPicturesOfAFile() throws IOException {
    StringBuilder texts = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      picture(i + ".png", 8, 8, i % 8);
      texts.append("%d.png\tFlag: column %s\n".formatted(i, i % 2 == 0 ? "even" : "odd, rare"));
    }
    Path file = Files.writeString(directory.resolve("texts.tsv"), texts);
    Object[] options = {
      "--preset",
      "emoji",
      "--texts",
      file,
      "--pictures",
      directory,
      "--height",
      8,
      "--width",
      8,
      "--channels",
      "4,4",
      "--hidden",
      6,
      "--embedding",
      4,
      "--steps",
      2
    };
    List<String> lines = train("caption", options).succeeds().lines();
    says(lines, "18 to train on, 2 held out, 8 × 8", "picture as initial state, 11 tokens");
    says(
        Unroll.run("evaluate", out, "--texts", file, "--pictures", directory).succeeds().lines(),
        "exact-match ");
    Path looks = directory.resolve("looks");
    predict(out, "", "--looks", looks).fails("sees the picture as initial state");
    out = directory.resolve("unused");
    train("caption", "--height", 8).fails("generated pictures are 32 × 32");
  }

  @Test
  void driveAGeneratedRoad() {
    Object[] small = {
      "--generated", 60, "--features", 4, "--hidden", 4, "--window", 4, "--every", 8, "--steps", 2
    };
    List<String> lines = train("drive", small).succeeds().lines();
    says(
        lines,
        "frames: 60 to train on, 60 held out, 48 × 24, of a generated road that bends",
        "baseline mean-steering-mse ",
        "baseline last-steering-mae ",
        "model: form features, LSTM with 4 hidden units, feedback none",
        "validation mse ");
    says(Unroll.run("evaluate", out).succeeds().lines(), "mse ", "mae ");
    Unroll.run("resume", out, "--steps", 3).succeeds();
    predict(out, "a,b,c,0,0,0,0\n").fails("frames: expected the directory");
  }

  @Test
  void driveByALogAndDrawIt() throws IOException {
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      picture("center_%d.png".formatted(i), 16, 16, i % 16);
      rows.append("C:\\IMG\\center_%d.jpg,l.jpg,r.jpg,%.2f,1,0,9.5\n".formatted(i, i % 16 / 16.0));
    }
    Path log = Files.writeString(directory.resolve("log.csv"), rows);
    Object[] options = {
      "--preset",
      "instruments",
      "--log",
      log,
      "--frames",
      directory,
      "--height",
      16,
      "--width",
      16,
      "--features",
      4,
      "--hidden",
      4,
      "--every",
      20,
      "--steps",
      2
    };
    List<String> lines = train("drive", options).succeeds().lines();
    says(
        lines,
        "frames: 48 to train on, 12 held out, 16 × 16",
        "feedback truth",
        "validation throttle-mae ",
        "validation speed-mae ");
    says(
        Unroll.run("evaluate", out, "--log", log, "--frames", directory).succeeds().lines(),
        "mse ");
    Path chart = directory.resolve("steering.svg");
    List<String> answers =
        predict(out, rows.toString(), "--frames", directory, "--chart", chart).succeeds().lines();
    assertEquals(61, answers.size());
    assertEquals(
        "picture,steering,predicted steering,predicted throttle,predicted speed",
        answers.getFirst());
    assertEquals("center_8.png,0.5,,,", answers.get(9));
    assertTrue(answers.get(10).matches("center_9.png,0.56(,-?\\d+\\.\\d{4}){3}"), answers.get(10));
    assertTrue(Files.readString(chart).contains("Steering, true and predicted"));
    // what is wrong with a row or a log
    predict(out, "center_1.jpg,,,left,0,0,0\n", "--frames", directory)
        .fails("standard input, line 1", "expected a number for the steering, got 'left'");
    predict(out, "a,b\n", "--frames", directory).fails("expected 7 values", "got 2");
    predict(out, "center_99.jpg,,,0,0,0,0\n", "--frames", directory)
        .fails("the picture center_99.jpg is not in");
    out = directory.resolve("unused");
    Path more =
        Files.writeString(
            directory.resolve("more.csv"), rows + "x.jpg,,,0,0,0,0\ny.jpg,,,0,0,0,0\n");
    train("drive", "--log", more, "--frames", directory)
        .fails("2 of 62 pictures are not in", "the first is x.jpg");
    train("drive", "--log", log, "--frames", directory)
        .fails("center_0.png", "expected a picture of 48 × 24 pixels", "got 16 × 16");
    train("drive", "--log", log).fails("frames: expected the driving log and the directory");
  }
}
