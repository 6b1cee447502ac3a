package dev.unroll.models.driving;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.vision.Canvas;
import dev.unroll.models.vision.Canvas.Figure;
import java.util.ArrayList;
import java.util.List;

/// A generated drive along a road that bends: a driver who looks ahead keeps to the middle of it, and slows down in
/// bends. Now and then the camera sees next to nothing for some frames.
public final class BendingRoad {
  /// Of the frames of a drive: how far the car comes between two of them at full speed, in metres.
  private static final double STEP = 1.2;

  private static final double LOOK_AHEAD = 12;
  private static final double HALF_ROAD = 3;
  private static final double CAMERA_HEIGHT = 1.5;
  private static final double SHARPEST = 0.035; // curvature, 1/m
  private static final double MOST_SPEED = 30;

  private BendingRoad() {}

  /// A drive.
  ///
  /// @param count frames
  /// @param height of the frames, 16 or more
  /// @param width of the frames, 16 or more
  public static List<DrivenFrame> drive(int count, int height, int width, long seed) {
    Checks.notNegative("count", count);
    if (height < 16 || width < 16) {
      throw new IllegalArgumentException(
          "bending road: expected frames of at least 16 × 16 pixels, got %d × %d"
              .formatted(width, height));
    }
    RandomStream random = RandomStream.named(seed, "bending road");
    double[] road = road(count, RandomStream.named(seed, "bends"));
    List<DrivenFrame> drive = new ArrayList<>(count);
    double place = 0; // along the road
    double offset = 0; // right of its middle
    double heading = 0; // to the right of its direction
    double speed = MOST_SPEED;
    int blind = 0;
    for (int t = 0; t < count; t++) {
      // 1. what the driver does
      double bend = curvature(road, place + LOOK_AHEAD);
      double wanted = bend / SHARPEST * 0.7 - 0.12 * offset - 1.5 * heading;
      double steering = Math.clamp(wanted, -1, 1);
      double target = MOST_SPEED * (1 - 0.6 * Math.min(1, Math.abs(bend) / SHARPEST));
      double throttle = Math.clamp(0.3 + (target - speed) / 8, 0, 1);
      // 2. what the camera sees
      blind = blind > 0 ? blind - 1 : random.nextInt(25) == 0 ? 2 + random.nextInt(4) : 0;
      Canvas canvas = view(road, place, offset, heading, height, width);
      canvas.disturb(blind > 0 ? 0.6f : 0.04f, random);
      drive.add(
          new DrivenFrame(
              canvas.pixels(), new Controls((float) steering, (float) throttle, (float) speed)));
      // 3. where that leads
      double way = STEP * speed / MOST_SPEED;
      double turn = steering * SHARPEST / 0.7 - curvature(road, place);
      heading += way * turn + 0.01 * random.nextGaussian();
      offset += way * StrictMath.sin(heading);
      place += way;
      speed += 0.1 * (target - speed);
    }
    return drive;
  }

  /// The curvature of the road at each metre: straight, and bends to either side.
  private static double[] road(int frames, RandomStream random) {
    double[] road = new double[(int) (frames * STEP) + 100];
    double wanted = 0;
    double curvature = 0;
    int left = 20;
    for (int i = 0; i < road.length; i++) {
      if (left-- == 0) {
        left = 15 + random.nextInt(40);
        wanted = random.nextInt(3) == 0 ? 0 : SHARPEST * (2 * random.nextDouble() - 1);
      }
      curvature += 0.15 * (wanted - curvature);
      road[i] = curvature;
    }
    return road;
  }

  private static double curvature(double[] road, double place) {
    return road[Math.clamp((long) place, 0, road.length - 1)];
  }

  /// The road in perspective, bright lines at its sides, dashes in its middle.
  private static Canvas view(
      double[] road, double place, double offset, double heading, int height, int width) {
    double horizon = height * 0.4;
    double focus = width * 0.5;
    double[] middle = new double[height];
    double[] half = new double[height];
    double[] distance = new double[height];
    for (int y = 0; y < height; y++) {
      double below = y + 0.5 - horizon;
      if (below > 0) {
        double d = CAMERA_HEIGHT * focus / below;
        double x = -offset - heading * d + sideways(road, place, d);
        distance[y] = d;
        middle[y] = width / 2.0 + focus * x / d;
        half[y] = focus * HALF_ROAD / d;
      }
    }
    Figure surface = (x, y) -> side(middle, half, x, y);
    Figure lines =
        (x, y) -> Math.abs(side(middle, half, x, y)) - Math.max(0.5, 0.06 * half[(int) y]);
    Figure dashes =
        (x, y) ->
            half[(int) y] == 0 || (place + distance[(int) y]) % 6 > 3
                ? 1
                : Math.abs(x - middle[(int) y]) - Math.max(0.4, 0.04 * half[(int) y]);
    Canvas canvas = new Canvas(height, width, 0.55f, 0.75f, 0.95f);
    canvas.paint(
        Figure.rectangle(width / 2.0, height, width, height - horizon), 0.25f, 0.55f, 0.2f);
    canvas.paint(surface, 0.35f, 0.35f, 0.38f);
    canvas.paint(lines, 0.95f, 0.95f, 0.9f);
    canvas.paint(dashes, 0.95f, 0.85f, 0.3f);
    return canvas;
  }

  /// How far a pixel is from the nearer side of the road, below 0 on it; far above the horizon.
  private static double side(double[] middle, double[] half, double x, double y) {
    int row = (int) y;
    return half[row] == 0 ? 9 : Math.abs(x - middle[row]) - half[row];
  }

  /// How far to the right the road has come at a distance: its curvature, summed twice.
  private static double sideways(double[] road, double place, double distance) {
    double direction = 0;
    double x = 0;
    double end = Math.min(distance, 60);
    for (double d = 0; d < end; d++) {
      direction += curvature(road, place + d);
      x += direction;
    }
    return x + direction * (distance - end);
  }
}
