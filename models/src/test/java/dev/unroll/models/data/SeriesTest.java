package dev.unroll.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.models.settings.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {
  private static final float NONE = Float.NaN;

  @Test
  void missingNumbersComeFromTheRecordBefore() {
    float[] values = {NONE, 1, 5, -9, 6, 2, NONE, -9};
    Series filled = new Series(List.of("a", "b"), values).filled(-9);
    float[] wanted = {5, 1, 5, 1, 6, 2, 6, 2};
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], filled.at(i / 2, i % 2), "number " + i);
    }
  }

  @Test
  void badSeriesAreRefused() {
    assertEquals(
        "the column 'b' holds no number",
        message(() -> new Series(List.of("a", "b"), new float[] {1, NONE, 2, NONE}).filled(NONE)));
    assertEquals(
        "there is no column 'c'; there are a, b",
        message(() -> new Series(List.of("a", "b"), new float[4]).column("c")));
    assertThrows(IllegalArgumentException.class, () -> new Series(List.of("a", "a"), new float[4]));
    assertThrows(IllegalArgumentException.class, () -> new Series(List.of("a", "b"), new float[3]));
  }

  private static String message(Runnable action) {
    return assertThrows(IllegalArgumentException.class, action::run).getMessage();
  }

  @Test
  void standardizationIsThatOfTheRowsGiven() {
    Series series = new Series(List.of("a", "b"), new float[] {1, 7, 3, 7, 100, 9});
    Standardization standardization = Standardization.of(series, 0, 2);
    assertEquals(List.of(2f, 7f), standardization.means());
    assertEquals(List.of(1f, 1f), standardization.deviations()); // b never changes
    assertEquals(98, standardization.standard(0, 100));
    assertEquals(100, standardization.original(0, 98));
    assertEquals(standardization, Settings.of(standardization).read(Standardization.class));
  }
}
