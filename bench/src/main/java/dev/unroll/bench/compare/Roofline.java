package dev.unroll.bench.compare;

import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.machine.MemoryLevel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// The roofline picture (Williams, Waterman and Patterson 2009): every kernel's rate over its flops a
/// byte, under the measured roofs of the machine.
final class Roofline {
  private static final double LEFT = 0.1;
  private static final double RIGHT = 1000;

  /// Twice what the chart is laid out for. Not SVG: there the letters become paths, a megabyte of them.
  private static final int DOTS_PER_INCH = 144;

  private Roofline() {}

  static void write(List<Result> results, Peaks peaks, Path file) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(640)
            .title("Kernels under the measured roofs, one thread")
            .xAxisTitle("flops per byte of operands")
            .yAxisTitle("GFLOP/s")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setXAxisMin(LEFT);
    chart.getStyler().setXAxisMax(RIGHT);
    chart.getStyler().setYAxisMin(1d);
    chart.getStyler().setYAxisMax(1.5 * peaks.fma());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setMarkerSize(7);
    MemoryLevel[] levels = MemoryLevel.values();
    for (int i = 0; i < levels.length; i++) {
      roof(chart, i, Math.max(peaks.read()[i], peaks.update()[i]), peaks.fma());
    }
    Map<String, List<Result>> groups = new LinkedHashMap<>();
    for (Result result : results) {
      if (result.row().task().threads() == 1) {
        groups.computeIfAbsent(result.row().task().title(), _ -> new ArrayList<>()).add(result);
      }
    }
    groups.forEach((title, group) -> points(chart, title, group));
    BitmapEncoder.saveBitmapWithDPI(
        chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, DOTS_PER_INCH);
  }

  private static void roof(XYChart chart, int index, double bandwidth, double peak) {
    MemoryLevel level = MemoryLevel.values()[index];
    double ridge = Math.min(RIGHT, Math.max(LEFT, peak / bandwidth));
    XYSeries series =
        chart.addSeries(
            "%s, %.0f GB/s".formatted(level == MemoryLevel.MEMORY ? "memory" : level, bandwidth),
            new double[] {LEFT, ridge, RIGHT},
            new double[] {LEFT * bandwidth, Math.min(peak, ridge * bandwidth), peak});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.GRAY);
    float[] dashes = {2f * (1 + 2 * index), 3f};
    series.setLineStyle(
        index == 0
            ? new BasicStroke(1.5f)
            : new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, dashes, 0));
  }

  private static void points(XYChart chart, String title, List<Result> group) {
    double[] x = group.stream().mapToDouble(each -> each.flop() / each.bytes()).toArray();
    double[] y = group.stream().mapToDouble(each -> each.flop() / each.ours().median()).toArray();
    XYSeries series = chart.addSeries(title, x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    if (group.get(0).row().task() instanceof Task.Layer layer) {
      series.setMarkerColor(color(layer.cell()));
      series.setMarker(
          switch (layer.pass()) {
            case FORWARD -> SeriesMarkers.CIRCLE;
            case TRAINING -> SeriesMarkers.TRIANGLE_UP;
            case STEP -> SeriesMarkers.DIAMOND;
          });
    } else {
      series.setMarkerColor(Color.DARK_GRAY);
    }
  }

  private static Color color(MeasuredCell cell) {
    return switch (cell) {
      case RNN, RNN_RELU -> new Color(0x1b9e77);
      case LSTM -> new Color(0xd95f02);
      case GRU -> new Color(0x7570b3);
      case RESET_AFTER_GRU -> new Color(0xe7298a);
      default -> Color.DARK_GRAY;
    };
  }
}
