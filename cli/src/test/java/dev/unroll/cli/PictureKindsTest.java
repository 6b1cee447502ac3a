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
}
