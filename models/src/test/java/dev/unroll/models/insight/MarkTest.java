package dev.unroll.models.insight;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkTest {
  private static void check(String name, String text, String marked) {
    StringBuilder found = new StringBuilder();
    for (double number : Mark.named(name).ofCharacters(text)) {
      found.append((int) number);
    }
    assertEquals(marked, found.toString());
  }

  @Test
  void quotes() {
    check("quotes", "a \"bc\" d", "00111000");
    check("quotes", "\"a\\\"b\\\\\"c", "111111100");
    check("quotes", "'\"' \"x\"", "0000110");
    check("quotes", "\"a\nb\"c", "110011");
  }

  @Test
  void brackets() {
    check("brackets", "f(a[i])x)", "011111000");
  }

  @Test
  void linePosition() {
    check("line-position", "ab\n\nc", "12001");
  }

  @Test
  void regularExpressions() {
    check("/\\*.*?\\*/", "a/*b*/c/**/", "01111101111");
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Mark.named("("));
    assertTrue(refused.getMessage().contains("expected quotes, brackets, line-position"));
  }

  @Test
  void anExpressionThatOverflowsTheStackIsRefused() {
    String comment = "/*" + "x".repeat(1_000_000) + "*/";
    Mark deep = Mark.named("/\\*([^*]|\\*[^/])*");
    String message =
        assertThrows(IllegalArgumentException.class, () -> deep.ofCharacters(comment)).getMessage();
    assertTrue(message.contains("possessively"), message);
    double[] mark = Mark.named("/\\*([^*]|\\*[^/])*+").ofCharacters(comment);
    assertEquals(comment.length() - 2, (int) Arrays.stream(mark).sum());
  }

  @Test
  void wordsHaveTheMarkOfTheirLastCharacter() {
    assertArrayEquals(
        new double[] {0, 1, 1, 0},
        Mark.BRACKETS.ofTokens(List.of("not", "(this", "one", "but)"), " "));
  }

  @Test
  void theBestUnitIsFound() {
    double[] mark = {0, 0, 1, 1, 0, 1};
    float[] values = new float[18];
    for (int t = 0; t < 6; t++) {
      values[3 * t] = t % 2;
      values[3 * t + 1] = (float) (0.5 - mark[t]);
      values[3 * t + 2] = 1;
    }
    Trace h = new Trace(0, false, "h", Tensor.wrap(values, 0, Shape.of(6, 3)));
    Trace gate = new Trace(0, false, "i", h.values());

    List<Finding> found = Finding.search(new Inspection(null, List.of(h, gate), null), mark);

    assertEquals(2, found.size(), "a constant correlates with nothing, and gates are not asked");
    assertEquals(1, found.getFirst().unit());
    assertEquals(-1, found.getFirst().correlation(), 1e-12);
    assertEquals(-0.5, found.getFirst().within(), 1e-12);
    assertEquals(0.5, found.getFirst().outside(), 1e-12);
    // by hand: means ½ and ½; products 6·¼ − …: Σ(m−½)(v−½) = ¼(1−1−1+1+1+1) = ½, norms √1.5 each
    assertEquals(0.5 / 1.5, found.get(1).correlation(), 1e-12);
    assertTrue(Finding.search(new Inspection(null, List.of(h), null), new double[6]).isEmpty());
  }
}
