package dev.unroll.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class SurfaceChartTest {
  private static String svg(double[] pathX, double[] pathY) {
    return new SurfaceChart(
            "loss & paths",
            "w",
            "b",
            new double[] {0.5, 1.5},
            new double[] {0.5, 1.5, 2.5},
            new double[][] {{0, 1}, {2, 4}, {Double.NaN, 3}},
            List.of(new SurfaceChart.Path("a path", pathX, pathY)))
        .svg(Theme.LIGHT);
  }

  @Test
  void cellsAreAsDarkAsTheirNumbers() {
    String svg = svg(new double[] {1}, new double[] {1});

    Matcher cells = Pattern.compile("fill-opacity=\"([0-9.]+)\"").matcher(svg);
    assertEquals(
        List.of("0", "0.19", "0.38", "0.75", "0.56"),
        cells.results().map(cell -> cell.group(1)).toList());
    assertTrue(svg.contains("loss &amp; paths") && svg.contains("a path"));
  }

  @Test
  void pathsEndAtTheEdge() {
    String svg = svg(new double[] {1, 3, 9}, new double[] {1.5, 1.5, 1.5});

    Matcher lines =
        Pattern.compile("class=\"l c0\" x1=\"([0-9.]+)\" y1=\"[0-9.]+\" x2=\"([0-9.]+)\"")
            .matcher(svg);
    List<String> ends = lines.results().map(line -> line.group(1) + " " + line.group(2)).toList();
    assertEquals(2, ends.size(), "the sample in the legend, and one piece: " + ends);
    String[] piece = ends.getLast().split(" ");
    assertEquals(320, Double.parseDouble(piece[1]) - Double.parseDouble(piece[0]), 0.1);
    assertEquals(2, Pattern.compile("<circle").matcher(svg).results().count());
  }

  @Test
  void whatDoesNotFit() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new SurfaceChart(
                "", "", "", new double[] {1}, new double[] {1, 2}, new double[2][1], List.of()));
  }
}
