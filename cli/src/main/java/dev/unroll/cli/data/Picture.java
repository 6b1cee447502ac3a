package dev.unroll.cli.data;

import dev.unroll.core.io.FileReplacement;
import dev.unroll.models.vision.Pixels;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// A picture in colours, three bytes a pixel.
///
/// @param height rows of pixels
/// @param width pixels of a row
/// @param rgb red, green and blue planes one after the other, `[3,height,width]` row-major, 0 to 255
public record Picture(int height, int width, byte[] rgb) {
  private static final int CHANNELS = 3;

  /// Decoding takes several times the pixels' own memory.
  private static final long MAX_PIXELS = 1L << 26;

  public Picture {
    if (height < 1 || width < 1 || rgb.length != (long) CHANNELS * height * width) {
      throw new IllegalArgumentException(
          "expected 3·%d·%d bytes, got %d".formatted(height, width, rgb.length));
    }
  }

  /// Reads a PNG, JPEG, GIF or BMP file. What is transparent is laid on white.
  ///
  /// @throws IOException with a message for people if the file is no such picture, damaged or huge
  public static Picture read(Path file) throws IOException {
    return read(file, -1, -1);
  }

  /// Reads a picture that has to have a size.
  ///
  /// @throws IOException as [#read(Path)], or if it has another size
  public static Picture read(Path file, int height, int width) throws IOException {
    try (ImageInputStream stream = open(file)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext()) {
        throw new IOException(file + ": expected a picture (PNG, JPEG, GIF or BMP), got none");
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        checkSize(file, reader.getHeight(0), reader.getWidth(0), height, width);
        return of(reader.read(0));
      } catch (IIOException | IndexOutOfBoundsException | IllegalArgumentException e) {
        throw new IOException(
            "%s: the picture is damaged, or of a kind that cannot be read: %s"
                .formatted(file, e.getMessage()),
            e);
      } finally {
        reader.dispose();
      }
    }
  }

  private static ImageInputStream open(Path file) throws IOException {
    try {
      byte[] bytes = Files.readAllBytes(file);
      return ImageIO.createImageInputStream(new ByteArrayInputStream(bytes));
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + ": permission to read it was denied", e);
    }
  }

  private static void checkSize(Path file, int height, int width, int wantedHeight, int wantedWidth)
      throws IOException {
    if (wantedHeight >= 0 && (height != wantedHeight || width != wantedWidth)) {
      throw new IOException(
          "%s: expected a picture of %d × %d pixels (width × height), got %d × %d"
              .formatted(file, wantedWidth, wantedHeight, width, height));
    }
    if ((long) height * width > MAX_PIXELS) {
      throw new IOException(
          "%s: has %d × %d pixels; pictures of up to %,d pixels can be read"
              .formatted(file, width, height, MAX_PIXELS));
    }
  }

  /// The picture of an image.
  static Picture of(BufferedImage image) {
    int height = image.getHeight();
    int width = image.getWidth();
    int plane = height * width;
    byte[] rgb = new byte[CHANNELS * plane];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int argb = argb(image, x, y);
        int alpha = argb >>> 24;
        for (int channel = 0; channel < CHANNELS; channel++) {
          int value = argb >> (16 - 8 * channel) & 0xFF;
          int onWhite = (value * alpha + 255 * (255 - alpha) + 127) / 255;
          rgb[channel * plane + y * width + x] = (byte) onWhite;
        }
      }
    }
    return new Picture(height, width, rgb);
  }

  /// A pixel as the file has it. [BufferedImage#getRGB] would take grey values for linear light and brighten
  /// them.
  private static int argb(BufferedImage image, int x, int y) {
    ColorModel colors = image.getColorModel();
    Raster raster = image.getRaster();
    boolean grey = raster.getNumBands() <= 2 && colors.getNumColorComponents() == 1;
    if (!grey) {
      return image.getRGB(x, y);
    }
    int value = toByte(raster.getSample(x, y, 0), colors.getComponentSize(0));
    int alpha =
        colors.hasAlpha() ? toByte(raster.getSample(x, y, 1), colors.getComponentSize(1)) : 255;
    return alpha << 24 | value << 16 | value << 8 | value;
  }

  private static int toByte(int sample, int bits) {
    int max = (1 << bits) - 1;
    return (sample * 255 + max / 2) / max;
  }

  /// The picture's bytes as models read them, shared.
  public Pixels pixels() {
    return new Pixels(CHANNELS, height, width, rgb);
  }

  /// The picture as a PNG file.
  public byte[] png() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = height * width;
    for (int i = 0; i < plane; i++) {
      int color = (rgb[i] & 0xFF) << 16 | (rgb[plane + i] & 0xFF) << 8 | rgb[2 * plane + i] & 0xFF;
      image.setRGB(i % width, i / width, color);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new IllegalStateException("memory could not be written", e);
    }
    return bytes.toByteArray();
  }

  /// Writes a PNG file, replacing it only when everything is written.
  ///
  /// @throws IOException if it cannot be written
  public void write(Path file) throws IOException {
    byte[] bytes = png();
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
  }
}
