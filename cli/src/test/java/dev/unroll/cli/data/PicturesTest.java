package dev.unroll.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.models.vision.Pixels;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PicturesTest {
  @TempDir private Path directory;

  private Path write(String name, BufferedImage image) throws IOException {
    Path file = directory.resolve(name);
    String format = name.substring(name.lastIndexOf('.') + 1);
    if (!ImageIO.write(image, format, file.toFile())) {
      throw new AssertionError("no writer for " + name);
    }
    return file;
  }

  private static int[] rgb(Picture picture) {
    int[] values = new int[picture.rgb().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = picture.rgb()[i] & 0xFF;
    }
    return values;
  }

  @Test
  void planesFollowOneAnother() throws IOException {
    BufferedImage image = new BufferedImage(3, 2, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 6; i++) {
      image.setRGB(i % 3, i / 3, (10 + i) << 16 | (100 + i) << 8 | (200 + i));
    }
    Picture picture = Picture.read(write("a.png", image), 2, 3);
    assertEquals(2, picture.height());
    assertEquals(3, picture.width());
    assertArrayEquals(
        new int[] {
          10, 11, 12, 13, 14, 15, 100, 101, 102, 103, 104, 105, 200, 201, 202, 203, 204, 205
        },
        rgb(picture));
    assertEquals(new Pixels(3, 2, 3, picture.rgb()), picture.pixels());
  }

  @Test
  void whatIsTransparentLiesOnWhite() throws IOException {
    BufferedImage image = new BufferedImage(3, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00123456);
    image.setRGB(1, 0, 0x80000000);
    image.setRGB(2, 0, 0xFF0000FF);
    assertArrayEquals(
        new int[] {255, 127, 0, 255, 127, 0, 255, 127, 255},
        rgb(Picture.read(write("a.png", image))));
  }

  /// Grey values, palettes and 16 bits come out as the file has them.
  @Test
  void greyAndPalettes() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY}) {
      BufferedImage grey = new BufferedImage(2, 1, type);
      grey.getRaster().setSample(0, 0, 0, type == BufferedImage.TYPE_BYTE_GRAY ? 128 : 128 * 257);
      assertArrayEquals(
          new int[] {128, 0, 128, 0, 128, 0}, rgb(Picture.read(write("g" + type + ".png", grey))));
    }
    byte[] values = {10, 20};
    IndexColorModel palette = new IndexColorModel(1, 2, values, values, new byte[] {30, 40});
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    assertArrayEquals(new int[] {10, 20, 10, 20, 30, 40}, rgb(Picture.read(write("p.png", image))));
  }

  @Test
  void jpegIsRead() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128; i++) {
      image.setRGB(i % 16, i / 16, 0x4080C0);
    }
    int[] rgb = rgb(Picture.read(write("a.jpg", image), 8, 16));
    assertEquals(0x40, rgb[0], 3);
    assertEquals(0x80, rgb[128], 3);
    assertEquals(0xC0, rgb[383], 3);
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    byte[] bytes = new byte[3 * 5 * 7];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 37);
    }
    Picture picture = new Picture(5, 7, bytes);
    Path file = directory.resolve("w.png");
    picture.write(file);
    assertArrayEquals(bytes, Picture.read(file, 5, 7).rgb());
    assertThrows(IllegalArgumentException.class, () -> new Picture(5, 8, bytes));
  }

  @Test
  void badPicturesAreNamed() throws IOException {
    BufferedImage image = new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB);
    Path file = write("a.png", image);
    Refused.with(
        () -> Picture.read(file, 20, 20), "a.png: expected", "20 × 20 pixels", "got 30 × 20");
    byte[] bytes = Files.readAllBytes(file);
    Path cut = Files.write(directory.resolve("cut.png"), Arrays.copyOf(bytes, bytes.length / 2));
    Refused.with(() -> Picture.read(cut), "cut.png: the picture is damaged");
    Path header = Files.write(directory.resolve("header.png"), Arrays.copyOf(bytes, 12));
    Refused.with(() -> Picture.read(header), "header.png");
    Path text = Files.writeString(directory.resolve("text.png"), "no picture");
    Refused.with(() -> Picture.read(text), "text.png: expected a picture");
    Refused.with(() -> Picture.read(directory.resolve("none.png")), "none.png: no such file");
    bytes[18] = (byte) 0x7F; // a width of 32,542
    bytes[22] = (byte) 0x7F;
    Path huge = Files.write(directory.resolve("huge.png"), bytes);
    Refused.with(() -> Picture.read(huge), "huge.png: has 32542 × 32532 pixels");
  }

  private Path log(String text) throws IOException {
    return Files.writeString(directory.resolve("log.csv"), text);
  }

  private static final String ROW =
      "C:\\Users\\me\\IMG\\center_2018_11_15_21_17_00_669.jpg,l.jpg,r.jpg,-0.25,1,0,9.4E-06\n";

  @Test
  void aLogNamesItsPictures() throws IOException {
    write("center_2018_11_15_21_17_00_669.png", new BufferedImage(2, 2, 1));
    write("b.jpg", new BufferedImage(2, 2, 1));
    Path log =
        log("center,left,right,steering,throttle,brake,speed\n" + ROW + "IMG/b.jpg,,,1,0,1,30\n");
    List<DrivingLog.Frame> frames = DrivingLog.read(log, directory);
    assertEquals(
        List.of(
            new DrivingLog.Frame(
                directory.resolve("center_2018_11_15_21_17_00_669.png"),
                -0.25f,
                1,
                0,
                9.4e-6f,
                1_542_316_620_669L),
            new DrivingLog.Frame(directory.resolve("b.jpg"), 1, 0, 1, 30, -1)),
        frames);
  }

  @Test
  void badLogs() throws IOException {
    Path missing = log(ROW + ROW.replace("669", "670") + "x_2018_13_15_21_17_00_1.jpg,,,0,0,0,0\n");
    Refused.with(
        () -> DrivingLog.read(missing, directory),
        "3 of 3 pictures are not in",
        "the first is center_2018_11_15_21_17_00_669.jpg");
    Path number = log(ROW.replace("-0.25", "left"));
    Refused.with(
        () -> DrivingLog.read(number, directory),
        "log.csv, line 1: column 4: expected a number for the steering, got 'left'");
    Path columns = log(ROW + "a.jpg,0,0\n");
    Refused.with(() -> DrivingLog.read(columns, directory), "line 2: expected 7 values", "got 3");
    Path header = log("center,left,right,steering,throttle,brake,speed\n");
    Refused.with(() -> DrivingLog.read(header, directory), "expected rows");
    Refused.with(() -> DrivingLog.read(header, header), "expected a directory");
  }
}
