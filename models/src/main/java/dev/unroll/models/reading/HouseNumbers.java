package dev.unroll.models.reading;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.vision.Canvas;
import dev.unroll.models.vision.PictureText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Generated pictures of house numbers: one to five digits, drawn with a pen of some thickness, larger or smaller,
/// slanted, climbing or falling, anywhere on the picture, light on dark or dark on light, with noise.
public final class HouseNumbers {
  /// The greatest number of digits.
  public static final int LONGEST = 5;

  /// The strokes of each digit in a box from (0, 0), top left, to (0.6, 1).
  private static final List<List<double[]>> DIGITS =
      List.of(
          List.of(arc(.3, .5, .28, .5, 0, 360)),
          List.of(new double[] {.1, .22, .34, 0, .34, 1}),
          List.of(joined(arc(.3, .28, .27, .28, -170, 40), .04, 1, .58, 1)),
          List.of(arc(.28, .25, .26, .25, -150, 90), arc(.28, .74, .29, .26, -90, 150)),
          List.of(new double[] {.44, 1, .44, 0, .02, .68, .6, .68}),
          List.of(
              joined(new double[] {.54, 0, .1, 0, .07, .46}, arc(.28, .68, .29, .32, -130, 140))),
          List.of(arc(.3, .69, .27, .31, 0, 360), arc(.62, .66, .6, .66, 180, 270)),
          List.of(new double[] {.02, 0, .58, 0, .2, 1}),
          List.of(arc(.3, .24, .23, .24, 0, 360), arc(.3, .73, .28, .27, 0, 360)),
          List.of(arc(.3, .31, .27, .31, 0, 360), arc(-.02, .34, .6, .66, 0, 90)));

  private HouseNumbers() {}

  /// The ten digits.
  public static TokenVocabulary vocabulary() {
    return TokenVocabulary.of(
        Set.of(), IntStream.range(0, 10).mapToObj(Integer::toString).toList());
  }

  /// Random numbers.
  ///
  /// @param height of the pictures, 12 or more
  /// @param width of the pictures, four times the height's half or more
  public static List<PictureText> pictures(int count, int height, int width, long seed) {
    Checks.notNegative("count", count);
    if (height < 12 || width < 2 * height) {
      throw new IllegalArgumentException(
          "house numbers: expected pictures at least 12 pixels high and twice as wide as high, got %d × %d"
              .formatted(width, height));
    }
    List<PictureText> pictures = new ArrayList<>(count);
    RandomStream random = RandomStream.named(seed, "house numbers");
    for (int i = 0; i < count; i++) {
      pictures.add(picture(height, width, random));
    }
    return pictures;
  }

  private static PictureText picture(int height, int width, RandomStream random) {
    int length = 1 + random.nextInt(LONGEST);
    int[] digits = new int[length];
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      digits[i] = random.nextInt(10);
      text.append(digits[i]);
    }
    // 1. how large, how far apart, how slanted: whatever fits
    double slant = between(-0.35, 0.35, random);
    double climb = between(-0.08, 0.08, random);
    double spacing = between(0.75, 0.95, random);
    double inner = 0.6 + spacing * (length - 1) + Math.abs(slant);
    double rise = 1 + Math.abs(climb) * (length - 1);
    double most = Math.min(0.85 * height / rise, (width - 4) / inner);
    double size = Math.max(0.4 * height, most * between(0.7, 1, random));
    size = Math.min(size, most);
    double thickness = size * between(0.09, 0.2, random);
    double left = 2 + between(0, 1, random) * Math.max(0, width - 4 - inner * size);
    double free = Math.max(0, height - size * rise - 2);
    double top = 1 + size * (rise - 1) / 2 + between(0, 1, random) * free;
    // 2. what colours
    float ground = (float) between(0.1, 0.9, random);
    float contrast = (float) between(0.35, 0.8, random);
    float ink =
        ground + contrast > 1 || (ground > contrast && random.nextInt(2) == 0)
            ? ground - contrast
            : ground + contrast;
    Canvas canvas = new Canvas(height, width, ground);
    // 3. the digits
    double margin = thickness / 2 + 1;
    for (int i = 0; i < length; i++) {
      double x0 = left + Math.max(0, slant) * size + spacing * size * i;
      double y0 = top + climb * size * (i - (length - 1) / 2.0);
      for (double[] stroke : DIGITS.get(digits[i])) {
        double[] points = new double[stroke.length];
        double[] box = {width, height, 0, 0};
        for (int p = 0; p < points.length; p += 2) {
          points[p] = x0 + size * (stroke[p] - slant * stroke[p + 1]);
          points[p + 1] = y0 + size * stroke[p + 1];
          box[0] = Math.min(box[0], points[p] - margin);
          box[1] = Math.min(box[1], points[p + 1] - margin);
          box[2] = Math.max(box[2], points[p] + margin);
          box[3] = Math.max(box[3], points[p + 1] + margin);
        }
        canvas.paint(Canvas.Figure.line(points, thickness), box[0], box[1], box[2], box[3], ink);
      }
    }
    canvas.disturb((float) between(0, 0.1, random), random);
    return new PictureText(canvas.pixels(), text.toString());
  }

  private static double between(double low, double high, RandomStream random) {
    return low + (high - low) * random.nextDouble();
  }

  /// Part of an ellipse, between two angles in degrees: 0 is right, 90 is down.
  private static double[] arc(
      double x, double y, double radiusX, double radiusY, int from, int to) {
    int pieces = Math.max(2, (to - from) / 30);
    double[] points = new double[2 * pieces + 2];
    for (int i = 0; i <= pieces; i++) {
      double angle = StrictMath.toRadians(from + (to - from) * (double) i / pieces);
      points[2 * i] = x + radiusX * StrictMath.cos(angle);
      points[2 * i + 1] = y + radiusY * StrictMath.sin(angle);
    }
    return points;
  }

  private static double[] joined(double[] first, double... second) {
    double[] points = new double[first.length + second.length];
    System.arraycopy(first, 0, points, 0, first.length);
    System.arraycopy(second, 0, points, first.length, second.length);
    return points;
  }
}
