package dev.unroll.models.captioning;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.vision.Canvas;
import dev.unroll.models.vision.Canvas.Figure;
import dev.unroll.models.vision.PictureText;
import dev.unroll.models.vision.Pixels;
import java.util.ArrayList;
import java.util.List;

/// Generated pictures of one or two shapes, with captions: "a small red circle", "a large green triangle above a
/// small blue square". Each of two shapes is large or small, has one of six colours and one of three forms, and the
/// one that is named first is above the other one or left of it.
public final class ShapePictures {
  /// Height and width of the pictures.
  public static final int SIZE = 32;

  /// A tenth of all captions belong to held-out pictures alone.
  private static final int PARTS = 10;

  private static final List<String> FORMS = List.of("circle", "square", "triangle");
  private static final List<String> COLORS =
      List.of("red", "green", "blue", "yellow", "purple", "orange");
  private static final float[][] RGB = {
    {.85f, .1f, .1f}, {.1f, .6f, .2f}, {.1f, .25f, .85f},
    {.95f, .85f, .1f}, {.55f, .15f, .65f}, {1, .55f, .1f}
  };

  private ShapePictures() {}

  /// Random pictures.
  ///
  /// @param heldOut whether their captions are those that no picture to train on has, or the others
  public static List<PictureText> pictures(int count, boolean heldOut, long seed) {
    Checks.notNegative("count", count);
    RandomStream random = RandomStream.named(seed, heldOut ? "held-out shapes" : "shapes");
    List<PictureText> pictures = new ArrayList<>(count);
    while (pictures.size() < count) {
      boolean two = random.nextInt(5) > 0;
      Thing first = Thing.random(random);
      Thing second = Thing.random(random);
      boolean above = random.nextInt(2) == 0;
      String caption = two ? first + (above ? " above " : " left of ") + second : first.toString();
      if ((Math.floorMod(caption.hashCode(), PARTS) == 0) == heldOut) {
        pictures.add(new PictureText(drawn(first, two ? second : null, above, random), caption));
      }
    }
    return pictures;
  }

  /// A shape, by the numbers of its form and colour.
  private record Thing(boolean large, int form, int color) {
    static Thing random(RandomStream random) {
      return new Thing(
          random.nextInt(2) == 0, random.nextInt(FORMS.size()), random.nextInt(COLORS.size()));
    }

    void paint(Canvas canvas, double x, double y, RandomStream random) {
      double radius = large ? between(5.6, 6.6, random) : between(2.8, 3.6, random);
      Figure figure =
          switch (form) {
            case 0 -> Figure.disc(x, y, radius);
            case 1 -> Figure.rectangle(x, y, radius * 0.9, radius * 0.9);
            default -> Figure.triangle(x, y + radius * 0.2, radius * 1.3);
          };
      float shade = (float) between(0.85, 1.1, random);
      float[] rgb = RGB[color];
      canvas.paint(figure, rgb[0] * shade, rgb[1] * shade, rgb[2] * shade);
    }

    @Override
    public String toString() {
      return "a %s %s %s".formatted(large ? "large" : "small", COLORS.get(color), FORMS.get(form));
    }
  }

  private static Pixels drawn(Thing first, Thing second, boolean above, RandomStream random) {
    float ground = (float) between(0.75, 1, random);
    Canvas canvas = new Canvas(SIZE, SIZE, ground, ground, ground);
    if (second == null) {
      first.paint(canvas, between(9, SIZE - 9, random), between(9, SIZE - 9, random), random);
    } else {
      // along the axis that the words are about they are apart, across it about as far along
      double near = between(8, 9, random);
      double far = between(SIZE - 9, SIZE - 8, random);
      double across = between(11, SIZE - 11, random);
      double other = across + between(-3, 3, random);
      first.paint(canvas, above ? across : near, above ? near : across, random);
      second.paint(canvas, above ? other : far, above ? far : other, random);
    }
    canvas.disturb(0.03f, random);
    return canvas.pixels();
  }

  private static double between(double low, double high, RandomStream random) {
    return low + (high - low) * random.nextDouble();
  }
}
