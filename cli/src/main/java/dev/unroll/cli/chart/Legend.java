package dev.unroll.cli.chart;

import java.util.ArrayList;
import java.util.List;

/// Names beside the samples of how they are drawn, in rows.
final class Legend {
  private static final double SAMPLE = 26;
  private static final double GAP = 18;
  private static final double ROW = 19;

  private record Entry(double x, double y, String name) {}

  @FunctionalInterface
  interface Sample {
    /// Draws a sample of entry `i` from x to x + 26, at the height y.
    void draw(int i, double x, double y);
  }

  private final List<Entry> entries = new ArrayList<>();
  private final double height;

  /// A legend between two places side by side; none where there is only one name, and that is empty.
  Legend(List<String> names, double left, double right) {
    double x = left;
    double y = 0;
    for (String name : names) {
      double width = SAMPLE + 6 + Svg.width(name);
      if (x > left && x + width > right) {
        x = left;
        y += ROW;
      }
      entries.add(new Entry(x, y, name));
      x += width + GAP;
    }
    height = names.isEmpty() || names.equals(List.of("")) ? 0 : y + ROW;
  }

  double height() {
    return height;
  }

  void draw(Svg svg, double top, Sample sample) {
    for (int i = 0; i < entries.size() && height > 0; i++) {
      Entry entry = entries.get(i);
      double middle = top + entry.y + ROW / 2;
      sample.draw(i, entry.x, middle);
      svg.text(entry.x + SAMPLE + 6, middle + 4, "start", entry.name);
    }
  }

  /// The sample's width.
  static double sample() {
    return SAMPLE;
  }
}
