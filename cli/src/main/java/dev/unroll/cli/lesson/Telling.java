package dev.unroll.cli.lesson;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.page.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Tells something twice: as lines for a terminal, and as a page with pictures.
public final class Telling {
  private final Page page;
  private final List<String> lines = new ArrayList<>();

  Telling(String title) {
    page = new Page(title);
    lines.add(title);
  }

  /// What a terminal shows.
  public List<String> lines() {
    return lines;
  }

  public Page page() {
    return page;
  }

  Telling heading(String text) {
    page.heading(text);
    lines.add("");
    lines.add(text);
    return this;
  }

  /// A paragraph.
  Telling say(String text, Object... arguments) {
    String said = text.formatted(arguments);
    page.paragraph(said);
    lines.add(said);
    return this;
  }

  /// Equations, or whatever has its own lines.
  Telling verbatim(String text) {
    page.preformatted(text);
    text.lines().map(line -> "  " + line).forEach(lines::add);
    return this;
  }

  Telling table(List<String> head, List<List<String>> rows) {
    page.table(head, rows);
    int[] widths = new int[head.size()];
    List<List<String>> all = new ArrayList<>(List.of(head));
    all.addAll(rows);
    for (List<String> row : all) {
      for (int k = 0; k < widths.length; k++) {
        widths[k] = Math.max(widths[k], row.get(k).codePointCount(0, row.get(k).length()));
      }
    }
    for (List<String> row : all) {
      StringBuilder line = new StringBuilder(" ");
      for (int k = 0; k < widths.length; k++) {
        String cell = row.get(k);
        line.append(' ').append(cell);
        int fill = widths[k] - cell.codePointCount(0, cell.length());
        line.repeat(' ', fill + 1);
      }
      lines.add(line.toString().stripTrailing());
    }
    return this;
  }

  /// A picture, for the page alone.
  Telling chart(Chart chart) {
    page.chart(chart);
    return this;
  }

  /// An SVG element, for the page alone.
  Telling picture(String svg) {
    page.html("<figure>" + svg + "</figure>");
    return this;
  }

  /// A number with four digits.
  static String number(double value) {
    double size = Math.abs(value);
    String text =
        size != 0 && (size < 1e-3 || size >= 1e5)
            ? String.format(Locale.ROOT, "%.1e", value)
            : String.format(Locale.ROOT, "%.4f", value);
    return text.replace('-', '−');
  }

  /// Numbers in brackets.
  static String numbers(double... values) {
    StringBuilder text = new StringBuilder("[");
    for (double value : values) {
      text.append(text.length() > 1 ? ", " : "").append(number(value));
    }
    return text.append(']').toString();
  }
}
