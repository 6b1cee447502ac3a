package dev.unroll.models.vision;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import java.util.Arrays;

/// Draws pictures by distances: a pixel within a shape takes the shape's colour, and one on its edge the part of
/// it that is covered. Colours are from 0 to 1, one number a plane. The pixel in column x of row y has its centre
/// at (x + ½, y + ½).
public final class Canvas {
  /// Brings the sum of four whole numbers up to 65,535 to a deviation of 1: that of each is 65,536/√12.
  private static final float NOISE = (float) (Math.sqrt(3) / 65_536);

  private final int channels;
  private final int height;
  private final int width;
  private final float[] planes;

  /// Something to paint.
  @FunctionalInterface
  public interface Figure {
    /// How far a point is from the edge, in pixels; below 0 within.
    double distance(double x, double y);

    /// The disc about a point.
    static Figure disc(double x0, double y0, double radius) {
      return (x, y) -> Math.sqrt((x - x0) * (x - x0) + (y - y0) * (y - y0)) - radius;
    }

    /// A rectangle by its middle and half its sides.
    static Figure rectangle(double x0, double y0, double halfWidth, double halfHeight) {
      return (x, y) -> Math.max(Math.abs(x - x0) - halfWidth, Math.abs(y - y0) - halfHeight);
    }

    /// An equilateral triangle with a corner above its middle, by the radius of the circle through the corners.
    static Figure triangle(double x0, double y0, double radius) {
      double sin = Math.sqrt(3) / 2;
      return (x, y) -> Math.max(y - y0, Math.abs(x - x0) * sin - (y - y0) / 2) - radius / 2;
    }

    /// A line through points with round ends.
    ///
    /// @param points x and y of each in turn, two points at least
    static Figure line(double[] points, double thickness) {
      return (x, y) -> {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 2; i < points.length; i += 2) {
          least = Math.min(least, squaredDistance(points, i, x, y));
        }
        return Math.sqrt(least) - thickness / 2;
      };
    }

    /// The square of how far a point is from the line between point `i`/2 and the one before it.
    private static double squaredDistance(double[] points, int i, double x, double y) {
      double dx = points[i] - points[i - 2];
      double dy = points[i + 1] - points[i - 1];
      double px = x - points[i - 2];
      double py = y - points[i - 1];
      double length = dx * dx + dy * dy;
      double along = length == 0 ? 0 : Math.clamp((px * dx + py * dy) / length, 0, 1);
      double ex = px - along * dx;
      double ey = py - along * dy;
      return ex * ex + ey * ey;
    }
  }

  /// A canvas of one colour.
  public Canvas(int height, int width, float... color) {
    this.height = Checks.positive("height", height);
    this.width = Checks.positive("width", width);
    channels = Checks.positive("channels", color.length);
    planes = new float[channels * height * width];
    int plane = height * width;
    for (int channel = 0; channel < channels; channel++) {
      Arrays.fill(planes, channel * plane, (channel + 1) * plane, color[channel]);
    }
  }

  /// Paints a figure.
  public void paint(Figure figure, float... color) {
    paint(figure, 0, 0, width, height, color);
  }

  /// Paints that of a figure which lies in a rectangle of pixels; what of the rectangle is no part of the canvas
  /// is left out.
  public void paint(
      Figure figure, double left, double top, double right, double bottom, float... color) {
    int plane = height * width;
    int lastY = (int) Math.min(height, Math.ceil(bottom));
    int lastX = (int) Math.min(width, Math.ceil(right));
    for (int y = (int) Math.max(0, top); y < lastY; y++) {
      for (int x = (int) Math.max(0, left); x < lastX; x++) {
        float covered = (float) Math.clamp(0.5 - figure.distance(x + 0.5, y + 0.5), 0, 1);
        for (int channel = 0; covered > 0 && channel < channels; channel++) {
          int at = channel * plane + y * width + x;
          planes[at] += covered * (color[channel] - planes[at]);
        }
      }
    }
  }

  /// Adds noise to every number, in each plane its own: sums of four uniform numbers, which are nearly normal and
  /// take a tenth of a normal one's time.
  public void disturb(float deviation, RandomStream random) {
    for (int i = 0; i < planes.length; i++) {
      long bits = random.nextLong();
      int sum = 0;
      for (int part = 0; part < 4; part++, bits >>>= 16) {
        sum += (int) (bits & 0xFFFF);
      }
      planes[i] += deviation * NOISE * (sum - 2 * 0xFFFF);
    }
  }

  /// What was painted; what is beyond black or white is black or white.
  public Pixels pixels() {
    byte[] bytes = new byte[planes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(255 * Math.clamp(planes[i], 0f, 1f));
    }
    return new Pixels(channels, height, width, bytes);
  }
}
