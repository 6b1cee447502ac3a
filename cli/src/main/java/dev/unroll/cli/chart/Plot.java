package dev.unroll.cli.chart;

import java.util.List;

/// The plane between two axes, with their lines, ticks and labels.
final class Plot {
  private static final double TOP = 12;
  private static final double RIGHT = 28; // room for half a tick's label

  final Svg svg;
  final Axis horizontal;
  final Axis vertical;
  final double left;
  final double right;
  final double top;
  final double bottom;

  private Plot(
      Svg svg,
      Axis horizontal,
      Axis vertical,
      double left,
      double right,
      double top,
      double bottom) {
    this.svg = svg;
    this.horizontal = horizontal;
    this.vertical = vertical;
    this.left = left;
    this.right = right;
    this.top = top;
    this.bottom = bottom;
  }

  /// What a plot says and how large its plane is.
  record Frame(String title, String xLabel, String yLabel, double width, double height) {}

  /// Begins a document with title, legend and axes.
  static Plot begin(
      Frame frame,
      Axis horizontal,
      Axis vertical,
      List<String> names,
      LegendSamples samples,
      Theme theme) {
    double widest = 0;
    for (double tick : vertical.ticks()) {
      widest = Math.max(widest, Svg.width(vertical.label(tick)));
    }
    double left = 16 + (frame.yLabel.isEmpty() ? 0 : 18) + widest + 8;
    double right = left + frame.width;
    Legend legend = new Legend(names, left, right);
    double titleHeight = frame.title.isEmpty() ? 0 : 26;
    double top = TOP + titleHeight + legend.height() + 6;
    double bottom = top + frame.height;
    double height = bottom + 24 + (frame.xLabel.isEmpty() ? 4 : 24);
    Svg svg = new Svg(right + RIGHT, height, frame.title, theme);
    Plot plot = new Plot(svg, horizontal, vertical, left, right, top, bottom);
    if (!frame.title.isEmpty()) {
      svg.text(left, TOP + 15, "start", frame.title, "class=\"t\"");
    }
    legend.draw(svg, TOP + titleHeight, (i, x, y) -> samples.draw(svg, i, x, y));
    plot.drawAxes(frame);
    return plot;
  }

  @FunctionalInterface
  interface LegendSamples {
    void draw(Svg svg, int i, double x, double y);
  }

  private void drawAxes(Frame frame) {
    for (double tick : vertical.ticks()) {
      double y = y(tick);
      svg.line("g", left, y, right, y);
      svg.text(left - 8, y + 4, "end", vertical.label(tick));
    }
    for (double tick : horizontal.ticks()) {
      double x = x(tick);
      svg.line("a", x, bottom, x, bottom + 5);
      svg.text(x, bottom + 19, "middle", horizontal.label(tick));
    }
    svg.line("a", left, bottom, right, bottom);
    if (!frame.xLabel.isEmpty()) {
      svg.text((left + right) / 2, bottom + 40, "middle", frame.xLabel);
    }
    if (!frame.yLabel.isEmpty()) {
      svg.turnedText(20, (top + bottom) / 2, "middle", -90, frame.yLabel);
    }
  }

  double x(double number) {
    return horizontal.place(number, left, right);
  }

  double y(double number) {
    return vertical.place(number, bottom, top);
  }
}
