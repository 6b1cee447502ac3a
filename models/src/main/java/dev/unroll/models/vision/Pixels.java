package dev.unroll.models.vision;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// A picture as bytes: its planes one after the other, red, green and blue, or one of grey.
///
/// @param channels `C`, planes
/// @param height `H`, rows of pixels
/// @param width `W`, pixels of a row
/// @param data `[C,H,W]`, row-major, 0 to 255; shared, not to be changed
public record Pixels(int channels, int height, int width, byte[] data) {
  /// What red, green and blue weigh in grey: ITU-R BT.601, in 1/1000.
  private static final int[] LUMA = {299, 587, 114};

  public Pixels {
    if (channels < 1
        || height < 1
        || width < 1
        || data.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "pixels: expected %d·%d·%d bytes, got %d"
              .formatted(channels, height, width, data.length));
    }
  }

  /// The picture in grey: its luma (ITU-R BT.601).
  public Pixels grey() {
    if (channels == 1) {
      return this;
    }
    int plane = height * width;
    byte[] grey = new byte[plane];
    for (int i = 0; i < plane; i++) {
      int sum = 500;
      for (int channel = 0; channel < LUMA.length; channel++) {
        sum += LUMA[channel] * (data[channel * plane + i] & 0xFF);
      }
      grey[i] = (byte) (sum / 1000);
    }
    return new Pixels(1, height, width, grey);
  }

  /// The picture's mirror image: left and right exchanged.
  public Pixels mirrored() {
    byte[] mirrored = new byte[data.length];
    for (int row = 0; row < data.length; row += width) {
      for (int x = 0; x < width; x++) {
        mirrored[row + x] = data[row + width - 1 - x];
      }
    }
    return new Pixels(channels, height, width, mirrored);
  }

  /// Writes the picture's numbers from −1 (black) to 1 (white), in the order of [#data].
  ///
  /// @param into overwritten from `offset` on
  public void normalize(float[] into, int offset) {
    for (int i = 0; i < data.length; i++) {
      into[offset + i] = (data[i] & 0xFF) * (2f / 255) - 1;
    }
  }

  /// Pictures as what a convolution reads, `[N,C,H,W]` from −1 to 1.
  ///
  /// @throws IllegalArgumentException if one has another size
  public static Tensor batch(List<Pixels> pictures, int channels, int height, int width) {
    Tensor batch = Tensor.zeros(Shape.of(pictures.size(), channels, height, width));
    for (int n = 0; n < pictures.size(); n++) {
      Pixels picture = pictures.get(n);
      picture.requireSize(channels, height, width);
      picture.normalize(batch.data(), batch.offset() + n * picture.data.length);
    }
    return batch;
  }

  /// Refuses a picture of another size.
  ///
  /// @throws IllegalArgumentException that names both sizes
  public void requireSize(int wantedChannels, int wantedHeight, int wantedWidth) {
    if (channels != wantedChannels || height != wantedHeight || width != wantedWidth) {
      throw new IllegalArgumentException(
          "picture: expected %d × %d pixels (width × height) in %d planes, got %d × %d in %d"
              .formatted(wantedWidth, wantedHeight, wantedChannels, width, height, channels));
    }
  }
}
