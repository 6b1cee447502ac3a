package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.training.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BarDisplayTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private static Progress progress(Duration elapsed, Duration remaining) {
    return new Progress(
        1234, 2, 9, 30, 60, 1.5f, 1.6, 0.003, 1, 1_000_000, 104_321, elapsed, remaining);
  }

  private static final Progress HALF = progress(Duration.ofSeconds(30), Duration.ofSeconds(30));

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /// What a terminal shows in the end: no colours, and no line that was cleared.
  private static String visible(String written) {
    String plain = written.replaceAll("\u001b\\[\\d+m", "");
    return plain.replaceAll("[^\\n]*\r\u001b\\[K", "");
  }

  @Test
  void theLineTellsRateLossSmoothedLossAndTimeLeft() {
    new BarDisplay(out, () -> 120, "words").onStep(HALF);
    assertEquals(
        " 50%  "
            + "━".repeat(20)
            + "─".repeat(20)
            + "  0:30 left  loss 1.500  smoothed 1.600  104k words/s  epoch 1.50 of 9",
        visible(written()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 10, 20, 40, 60, 79, 80, 81, 100, 500})
  void theLineIsShorterThanTheTerminalIsWide(int columns) {
    new BarDisplay(out, () -> columns, "words").onStep(HALF);
    int shown = visible(written()).length();
    assertTrue(shown < Math.max(columns, 5), () -> shown + " of " + columns);
  }

  @Test
  void textScrollsAboveTheBar() {
    BarDisplay display = new BarDisplay(out, () -> 80, "words");
    display.onStep(HALF);
    display.show("a sample\nof two lines");
    display.close();
    String[] lines = visible(written()).split("\n");
    assertEquals("a sample", lines[0]);
    assertEquals("of two lines", lines[1]);
    assertTrue(lines[2].startsWith(" 50%"), lines[2]);
    assertEquals(3, lines.length);
  }

  @Test
  void theBarIsNotRedrawnWithEveryStep() {
    BarDisplay display = new BarDisplay(out, () -> 80, "words");
    for (int millis = 0; millis < 1000; millis++) {
      display.onStep(progress(Duration.ofMillis(millis), null));
    }
    assertEquals(10, written().chars().filter(c -> c == '\r').count());
  }
}
