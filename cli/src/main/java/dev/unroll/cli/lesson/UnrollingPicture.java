package dev.unroll.cli.lesson;

import dev.unroll.cli.page.Page;
import dev.unroll.models.lesson.Unrolling;
import java.util.Locale;

/// The graph of an unrolled network: a column for each step; solid arrows forward, the shared weights dashed, and
/// beside each of their uses what it adds to their gradient.
final class UnrollingPicture {
  private static final int LEFT = 70;
  private static final int COLUMN = 190;
  private static final int LOSS = 60;
  private static final int OUTPUT = 160;
  private static final int STATE = 270;
  private static final int INPUT = 380;
  private static final int RADIUS = 26;

  private final StringBuilder svg = new StringBuilder();

  private UnrollingPicture() {}

  static String of(Unrolling.Told told) {
    UnrollingPicture picture = new UnrollingPicture();
    int steps = told.steps().size();
    int width = LEFT + COLUMN * steps + 40;
    picture.svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="470" viewBox="0 0 %d 470" role="img">
        <title>The graph of %d steps</title>
        <style>
        .node{fill:var(--soft);stroke:var(--fg);stroke-width:1.5}
        .flow{stroke:var(--fg);stroke-width:1.5;fill:none;marker-end:url(#head)}
        .shared{stroke-dasharray:6 4}
        .u{font:13px system-ui,"DejaVu Sans",sans-serif;fill:var(--fg)}
        .wu{fill:var(--c0)}.ru{fill:var(--c1)}.vu{fill:var(--c2)}
        .ws{stroke:var(--c0)}.rs{stroke:var(--c1)}.vs{stroke:var(--c2)}
        </style>
        <defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="context-stroke"/></marker></defs>
        """
            .formatted(width, width, steps));
    picture.node(LEFT - 30, STATE, "h[0]", "0");
    for (int t = 0; t < steps; t++) {
      picture.step(t, told.steps().get(t));
    }
    picture.text(
        LEFT - 50,
        450,
        "",
        "Sums over the steps: ∂L/∂w = %s,  ∂L/∂r = %s,  ∂L/∂v = %s"
            .formatted(number(told.dw()), number(told.dr()), number(told.dv())));
    return picture.svg.append("</svg>").toString();
  }

  private void step(int t, Unrolling.Step step) {
    int x = LEFT + COLUMN * t + 110;
    int before = t == 0 ? LEFT - 30 : x - COLUMN;
    String at = "[%d]".formatted(t + 1);
    arrow(x, INPUT - RADIUS, x, STATE + RADIUS, "shared ws");
    text(x + 8, (INPUT + STATE) / 2 - 2, "wu", "w");
    text(x + 8, (INPUT + STATE) / 2 + 15, "wu", "∂ " + number(step.dw()));
    arrow(before + RADIUS, STATE, x - RADIUS, STATE, "shared rs");
    int middle = (before + x) / 2;
    text(middle - 30, STATE - 10, "ru", "r");
    text(middle - 30, STATE + 20, "ru", "∂ " + number(step.dr()));
    arrow(x, STATE - RADIUS, x, OUTPUT + RADIUS, "shared vs");
    text(x + 8, (STATE + OUTPUT) / 2 - 2, "vu", "v");
    text(x + 8, (STATE + OUTPUT) / 2 + 15, "vu", "∂ " + number(step.dv()));
    arrow(x, OUTPUT - RADIUS, x, LOSS + RADIUS, "");
    node(x, INPUT, "x" + at, number(step.x()));
    node(x, STATE, "h" + at, number(step.h()));
    node(x, OUTPUT, "o" + at, number(step.o()));
    node(x, LOSS, "L" + at, number(step.loss()));
  }

  private void node(int x, int y, String name, String value) {
    svg.append("<circle class=\"node\" cx=\"%d\" cy=\"%d\" r=\"%d\"/>".formatted(x, y, RADIUS));
    middle(x, y - 3, name);
    middle(x, y + 13, value);
  }

  private void arrow(int fromX, int fromY, int toX, int toY, String more) {
    svg.append(
        "<path class=\"flow %s\" d=\"M%d %dL%d %d\"/>".formatted(more, fromX, fromY, toX, toY));
  }

  private void middle(int x, int y, String text) {
    svg.append(
        "<text class=\"u\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">%s</text>"
            .formatted(x, y, Page.escape(text)));
  }

  private void text(int x, int y, String more, String text) {
    svg.append(
        "<text class=\"u %s\" x=\"%d\" y=\"%d\">%s</text>"
            .formatted(more, x, y, Page.escape(text)));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value).replace('-', '−');
  }
}
