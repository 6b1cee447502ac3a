package dev.unroll.models.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.RandomStream;
import dev.unroll.models.vision.Canvas.Figure;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CanvasTest {
  /// What a figure covers of a large canvas, in pixels.
  private static double area(Figure figure) {
    Canvas canvas = new Canvas(80, 80, 0);
    canvas.paint(figure, 1);
    double sum = 0;
    for (byte each : canvas.pixels().data()) {
      sum += (each & 0xFF) / 255.0;
    }
    return sum;
  }

  @Test
  void figuresCoverTheirAreas() {
    assertEquals(Math.PI * 400, area(Figure.disc(41.3, 39.6, 20)), 2);
    assertEquals(31 * 17, area(Figure.rectangle(40.2, 37.7, 15.5, 8.5)), 1);
    assertEquals(3 * Math.sqrt(3) / 4 * 900, area(Figure.triangle(40.4, 44.1, 30)), 3);
    double[] points = {20, 20, 50, 60};
    assertEquals(50 * 6 + Math.PI * 9, area(Figure.line(points, 6)), 3);
    assertEquals(Math.PI * 16, area(Figure.line(new double[] {30, 30, 30, 30}, 8)), 1);
  }

  @Test
  void colorsMixOnEdgesAndARectangleOfPixelsLimits() {
    Canvas canvas = new Canvas(2, 4, 1, 0, 0.5f);
    canvas.paint(Figure.rectangle(2, 0, 0.5, 1), 0, 1, 0.5f);
    assertArrayEquals(
        new byte[] {-1, (byte) 128, (byte) 128, -1, -1, -1, -1, -1},
        Arrays.copyOf(canvas.pixels().data(), 8),
        "half of two pixels is covered");
    assertEquals(128, canvas.pixels().data()[16] & 0xFF);
    Canvas part = new Canvas(2, 4, 0);
    part.paint(Figure.disc(2, 1, 9), 1, 0.2, 2.5, 99, 1);
    assertArrayEquals(new byte[] {0, -1, -1, 0, 0, -1, -1, 0}, part.pixels().data());
  }

  @Test
  void noiseIsOfTheGivenDeviationAndClamped() {
    Canvas canvas = new Canvas(50, 50, 0.5f);
    canvas.disturb(0.1f, new RandomStream(1));
    double squares = 0;
    for (byte each : canvas.pixels().data()) {
      squares += Math.pow((each & 0xFF) / 255.0 - 0.5, 2);
    }
    assertEquals(0.1, Math.sqrt(squares / 2500), 0.005);
  }

  @Test
  void pixelsAsNumbersInGreyAndMirrored() {
    byte[] data = {0, -1, 0, 0, -1, -1}; // red, green, blue of two pixels
    Pixels pixels = new Pixels(3, 1, 2, data);
    float[] numbers = new float[7];
    pixels.normalize(numbers, 1);
    assertArrayEquals(new float[] {0, -1, 1, -1, -1, 1, 1}, numbers, 1e-6f);
    assertArrayEquals(
        new byte[] {29, (byte) 105}, pixels.grey().data()); // .114·255, (.299 + .114)·255
    assertArrayEquals(new byte[] {-1, 0, 0, 0, -1, -1}, pixels.mirrored().data());
    assertArrayEquals(
        new int[] {2, 3, 1, 2},
        Pixels.batch(List.of(pixels, pixels), 3, 1, 2).shape().dimensions());
  }
}
