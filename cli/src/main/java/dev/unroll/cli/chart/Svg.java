package dev.unroll.cli.chart;

import java.util.Locale;

/// Writes an SVG document: elements in the order in which they are painted. Coordinates are rounded to a
/// hundredth of a pixel.
final class Svg {
  /// The size of all text but titles.
  static final int TEXT = 12;

  static final int TITLE = 15;

  private final StringBuilder text = new StringBuilder();

  Svg(double width, double height, String title, Theme theme) {
    String size = "width=\"%s\" height=\"%s\"".formatted(number(width), number(height));
    text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" ").append(size);
    text.append(" viewBox=\"0 0 %s %s\" role=\"img\">\n".formatted(number(width), number(height)));
    text.append("<title>").append(escape(title)).append("</title>\n");
    text.append("<style>").append(theme.styleSheet());
    text.append("text{fill:var(--fg);font:").append(TEXT);
    text.append("px system-ui,-apple-system,\"Segoe UI\",\"DejaVu Sans\",sans-serif}");
    text.append(".t{font-size:").append(TITLE).append("px;font-weight:600}");
    text.append(".g{stroke:var(--grid);stroke-width:1}.a{stroke:var(--fg);stroke-width:1}");
    text.append(".l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}");
    text.append(".n{stroke-width:1;stroke-opacity:.5}"); // noise, behind other lines
    for (int color = 0; color < Theme.COLORS; color++) {
      text.append(
          ".c%d{stroke:var(--c%d)}.f%d{fill:var(--c%d)}".formatted(color, color, color, color));
    }
    text.append("</style>\n<rect ").append(size).append(" fill=\"var(--bg)\"/>\n");
  }

  /// Text whose `anchor` (start, middle, end) is at a place.
  void text(double x, double y, String anchor, String content) {
    text(x, y, anchor, content, "");
  }

  /// Text with further attributes.
  void text(double x, double y, String anchor, String content, String attributes) {
    text.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"".formatted(number(x), number(y), anchor));
    text.append(attributes.isEmpty() ? "" : " " + attributes);
    text.append('>').append(escape(content)).append("</text>\n");
  }

  /// Text that reads upwards, or with another angle, turned about its place.
  void turnedText(double x, double y, String anchor, int degrees, String content) {
    text(
        x,
        y,
        anchor,
        content,
        "transform=\"rotate(%d %s %s)\"".formatted(degrees, number(x), number(y)));
  }

  /// An element without content: its name and its attributes as they are written.
  void element(String name, String attributes) {
    text.append('<').append(name).append(' ').append(attributes).append("/>\n");
  }

  /// A line of a class.
  void line(String style, double x1, double y1, double x2, double y2) {
    element(
        "line",
        "class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\""
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  /// An element with a text that is shown where one points at it.
  void withTip(String name, String attributes, String tip) {
    text.append('<').append(name).append(' ').append(attributes).append("><title>");
    text.append(escape(tip)).append("</title></").append(name).append(">\n");
  }

  /// The document.
  String end() {
    return text.append("</svg>\n").toString();
  }

  /// A coordinate.
  static String number(double value) {
    String digits = String.format(Locale.ROOT, "%.2f", value + 0.0);
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    String shortest = digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    return shortest.equals("-0") ? "0" : shortest;
  }

  /// A text as XML: markup escaped; characters that XML does not have replaced by U+FFFD.
  static String escape(String content) {
    StringBuilder escaped = new StringBuilder(content.length());
    content
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }

  /// About how wide a text is: there is nothing to measure it with here.
  static double width(String content) {
    double width = 0;
    for (int i = 0; i < content.length(); ) {
      int c = content.codePointAt(i);
      i += Character.charCount(c);
      width +=
          Character.isIdeographic(c) || c >= 0x1F000 ? 1 : Character.isUpperCase(c) ? 0.7 : 0.58;
    }
    return width * TEXT;
  }
}
