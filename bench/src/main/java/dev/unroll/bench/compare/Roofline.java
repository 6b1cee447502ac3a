package dev.unroll.bench.compare;

import dev.unroll.bench.machine.MemoryLevel;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.VectorGraphicsEncoder;
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
    chart.getStyler().setYAxisMin(0.5);
    chart.getStyler().setYAxisMax(Math.pow(10, Math.ceil(Math.log10(peaks.fma()))));
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setMarkerSize(7);
    MemoryLevel[] levels = MemoryLevel.values();
    for (int i = 0; i < levels.length; i++) {
      roof(chart, levels[i], Math.max(peaks.read()[i], peaks.update()[i]), peaks.fma());
    }
    Map<String, List<Result>> groups = new LinkedHashMap<>();
    for (Result result : results) {
      if (result.flop() > 0 && result.bytes() > 0) {
        groups.computeIfAbsent(result.row().task().title(), _ -> new ArrayList<>()).add(result);
      }
    }
    groups.forEach((title, group) -> points(chart, title, group));
    VectorGraphicsEncoder.saveVectorGraphic(
        chart, file.toString(), VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
  }

  private static void roof(XYChart chart, MemoryLevel level, double bandwidth, double peak) {
    double ridge = Math.min(RIGHT, Math.max(LEFT, peak / bandwidth));
    XYSeries series =
        chart.addSeries(
            "%s, %.0f GB/s".formatted(level == MemoryLevel.MEMORY ? "memory" : level, bandwidth),
            new double[] {LEFT, ridge, RIGHT},
            new double[] {LEFT * bandwidth, Math.min(peak, ridge * bandwidth), peak});
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(Color.GRAY);
    series.setLineStyle(new BasicStroke(1f));
  }

  private static void points(XYChart chart, String title, List<Result> group) {
    double[] x = group.stream().mapToDouble(each -> each.flop() / each.bytes()).toArray();
    double[] y = group.stream().mapToDouble(each -> each.flop() / each.ours().median()).toArray();
    XYSeries series = chart.addSeries(title, x, y);
    series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
  }
}
