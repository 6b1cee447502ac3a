package dev.unroll.cli.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class ChartTest {
  private static final String WILD = "a<b> & \"c\" 🙂 \u0000\uD83D";
  private static final String TAMED = "a<b> & \"c\" 🙂 \uFFFD\uFFFD";

  @TempDir private Path directory;

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> elements(String svg, String name) throws Exception {
    NodeList nodes = parsed(svg).getElementsByTagName(name);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  private static List<String> texts(String svg) throws Exception {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  /// The elements of a name whose class has a word.
  private static List<Element> styled(String svg, String name, String style) throws Exception {
    return elements(svg, name).stream()
        .filter(e -> List.of(e.getAttribute("class").split(" ")).contains(style))
        .toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  private static List<Chart> charts() {
    double[][] values = {{0.5, -1, Double.NaN}, {0, 0.25, 1}};
    return List.of(
        new LineChart(WILD, WILD, WILD, List.of(Series.of(WILD, 1, 2, 5), Series.of("s", 3, 3, 4))),
        new HeatMap(WILD, WILD, WILD, List.of(WILD, "r"), List.of(WILD, "c", "d"), values),
        new PathChart(
            WILD,
            WILD,
            WILD,
            List.of(new PathChart.Group(WILD, List.of(new float[] {0, 0, 1, 2}), true))));
  }

  @ParameterizedTest
  @EnumSource
  void chartsAreWellFormedAndSayWhatTheyAreToSay(Theme theme) throws Exception {
    for (Chart chart : charts()) {
      String svg = chart.svg(theme);
      assertEquals(TAMED, elements(svg, "title").getFirst().getTextContent());
      assertTrue(texts(svg).stream().filter(TAMED::equals).count() >= 3, svg);
      assertEquals(svg, chart.svg(theme));
      Matcher sizes = Pattern.compile("font(?:-size)?:(\\d+)px").matcher(svg);
      int found = 0;
      while (sizes.find()) {
        found++;
        assertTrue(Integer.parseInt(sizes.group(1)) >= 11);
      }
      assertEquals(2, found);
      assertEquals(theme != Theme.LIGHT, svg.contains("--bg:#1b1b1b"));
      assertEquals(theme == Theme.AUTOMATIC, svg.contains("prefers-color-scheme:dark"));
    }
  }

  @Test
  void everythingLiesWithinTheDrawing() throws Exception {
    for (Chart chart : charts()) {
      Element svg = parsed(chart.svg(Theme.LIGHT)).getDocumentElement();
      double width = number(svg, "width");
      double height = number(svg, "height");
      for (Element text : elements(chart.svg(Theme.LIGHT), "text")) {
        assertTrue(number(text, "x") > 0 && number(text, "x") < width);
        assertTrue(number(text, "y") > 0 && number(text, "y") < height);
      }
    }
  }

  private static List<double[]> points(String path) {
    List<double[]> points = new ArrayList<>();
    Matcher matcher = Pattern.compile("[ML](\\S+?) ([\\d.-]+)").matcher(path);
    while (matcher.find()) {
      points.add(
          new double[] {
            Double.parseDouble(matcher.group(1)), Double.parseDouble(matcher.group(2))
          });
    }
    return points;
  }

  /// On an axis from 0 to 10 a line from 0 to 10 goes from corner to corner.
  @Test
  void aLineGoesWhereItsNumbersSay() throws Exception {
    String svg =
        new LineChart("", "x", "y", List.of(Series.of("", 0, Double.NaN, 10, 5))).svg(Theme.LIGHT);
    List<String> texts = texts(svg);
    assertTrue(texts.containsAll(List.of("0.0", "0.5", "3.0", "0", "2", "10", "x", "y")), svg);
    Element grid = styled(svg, "line", "g").getFirst(); // of the lowest tick
    Element top = styled(svg, "line", "g").getLast();
    Element line = styled(svg, "path", "l").getLast();
    List<double[]> points = points(line.getAttribute("d"));
    assertEquals(3, points.size());
    assertEquals(number(grid, "x1"), points.get(0)[0], 0.01);
    assertEquals(number(grid, "y1"), points.get(0)[1], 0.01);
    assertEquals(number(top, "y1"), points.get(1)[1], 0.01);
    assertEquals(number(grid, "x2"), points.get(2)[0], 0.01);
    assertEquals((points.get(0)[1] + points.get(1)[1]) / 2, points.get(2)[1], 0.01);
    String d = line.getAttribute("d"); // the gap: two lines, the first a single point
    assertEquals(2, d.chars().filter(c -> c == 'M').count(), d);
    assertEquals(3, styled(svg, "circle", "f0").size());
  }

  @Test
  void manyPointsAreThinnedWithoutLosingPeaks() throws Exception {
    double[] y = new double[100_000];
    y[77_777] = 9;
    y[33_333] = -7;
    String svg = new LineChart("", "", "", List.of(Series.of("", y))).svg(Theme.LIGHT);
    assertTrue(svg.length() < 60_000, "" + svg.length());
    Element line = styled(svg, "path", "n").getFirst();
    double low = Double.MAX_VALUE;
    double high = 0;
    for (double[] point : points(line.getAttribute("d"))) {
      low = Math.min(low, point[1]);
      high = Math.max(high, point[1]);
    }
    List<Element> grid = styled(svg, "line", "g"); // from −8 to 10 in steps of 2
    double unit = (number(grid.getFirst(), "y1") - number(grid.getLast(), "y1")) / 18;
    assertEquals(number(grid.getLast(), "y1") + unit, low, 0.02);
    assertEquals(number(grid.getFirst(), "y1") - unit, high, 0.02);
  }

  @Test
  void linesDifferInColourAndForm() throws Exception {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      series.add(Series.of("series number " + i, i, i + 1));
    }
    String svg = new LineChart("t", "", "", series).svg(Theme.LIGHT);
    List<Element> lines = styled(svg, "path", "l");
    assertEquals(14, lines.size()); // in the legend and in the plane
    List<String> styles =
        lines.stream()
            .map(e -> e.getAttribute("class") + ' ' + e.getAttribute("stroke-dasharray"))
            .distinct()
            .toList();
    assertEquals(7, styles.size(), styles::toString);
    assertTrue(texts(svg).contains("series number 6"));
  }

  @Test
  void aHeatMapIsStrongestWhereTheNumberIsFurthestFromZero() throws Exception {
    double[][] values = {{0.5, -2}, {Double.NaN, 0}};
    String svg =
        new HeatMap("", "", "", List.of("a", "b"), List.of("c", "d"), values).svg(Theme.LIGHT);
    List<Element> cells = styled(svg, "rect", "g");
    assertEquals("0.25", cells.get(0).getAttribute("fill-opacity"));
    assertTrue(cells.get(0).getAttribute("style").contains("--c0"));
    assertEquals("1", cells.get(1).getAttribute("fill-opacity"));
    assertTrue(cells.get(1).getAttribute("style").contains("--c1"));
    assertEquals("none", cells.get(2).getAttribute("fill"));
    assertEquals("a, d: -2.000", cells.get(1).getTextContent());
    assertTrue(number(cells.get(1), "x") > number(cells.get(0), "x"));
    assertTrue(number(cells.get(2), "y") > number(cells.get(0), "y"));
    assertTrue(texts(svg).containsAll(List.of("−2.0", "0", "2.0")), texts(svg).toString());
  }

  /// A step to the right is as long as a step up, whichever axis is the longer one.
  @Test
  void pathsHaveOneScale() throws Exception {
    for (float[] path :
        List.of(
            new float[] {0, 0, 3, 0, 3, 3},
            new float[] {0, 0, 3, 0, 3, 3, 90, 3},
            new float[] {0, 0, 3, 0, 3, 3, 3, 90})) {
      PathChart.Group group = new PathChart.Group("", List.of(path), true);
      String svg = new PathChart("", "", "", List.of(group)).svg(Theme.DARK);
      List<double[]> points = points(styled(svg, "path", "l").getLast().getAttribute("d"));
      double right = points.get(1)[0] - points.get(0)[0];
      double up = points.get(1)[1] - points.get(2)[1];
      assertTrue(right > 0);
      assertEquals(right, up, 0.02);
      assertEquals(path.length / 2, elements(svg, "circle").size());
    }
  }

  @Test
  void nothingToDrawIsRefused() {
    for (Series none :
        List.of(Series.of("a"), Series.of("a", Double.NaN, Double.POSITIVE_INFINITY))) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> new LineChart("", "", "", List.of(none)).svg(Theme.LIGHT))
              .getMessage();
      assertTrue(message.contains("at least one point"));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new PathChart("", "", "", List.of()).svg(Theme.LIGHT));
    assertThrows(
        IllegalArgumentException.class, () -> new Series("a", new double[1], new double[2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HeatMap("", "", "", List.of("a"), List.of("b"), new double[1][2]));
    assertThrows(
        IllegalArgumentException.class,
        () -> new HeatMap("", "", "", List.of(), List.of(), new double[0][0]));
    assertThrows(
        IllegalArgumentException.class, () -> new PathChart.Group("", List.of(new float[3]), true));
  }

  @Test
  void chartsAreWrittenToFiles() throws Exception {
    Path file = directory.resolve("chart.svg");
    charts().getFirst().write(file, Theme.AUTOMATIC);
    assertEquals(charts().getFirst().svg(Theme.AUTOMATIC), Files.readString(file));
    assertFalse(Files.readString(file).isEmpty());
  }

  @Test
  void looksDarkenWhereLittleWeightIs() throws Exception {
    double[][] weights = {{0.5, 0.25}, {0.25, 0}};
    LookChart chart =
        new LookChart(WILD, new byte[] {1, 2}, 4, 8, List.of(new LookChart.Look("red", weights)));
    String svg = chart.svg(Theme.LIGHT);
    List<Element> images = elements(svg, "image");
    assertEquals(1, images.size());
    assertEquals("data:image/png;base64,AQI=", images.getFirst().getAttribute("href"));
    assertEquals(2 * number(images.getFirst(), "height"), number(images.getFirst(), "width"), 0.1);
    List<Double> darkness =
        elements(svg, "rect").stream()
            .filter(each -> each.hasAttribute("fill-opacity"))
            .map(each -> number(each, "fill-opacity"))
            .toList();
    assertEquals(List.of(0.0, 0.4, 0.4, 0.8), darkness);
    assertEquals(List.of(TAMED, "red"), texts(svg));
    assertThrows(
        IllegalArgumentException.class, () -> new LookChart("", new byte[1], 1, 1, List.of()));
  }
}
