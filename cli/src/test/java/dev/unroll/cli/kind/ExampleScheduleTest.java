package dev.unroll.cli.kind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.training.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExampleScheduleTest {
  private final Examples examples = Examples.of(new LineTask(LineModel.fresh(1), 2, 8));

  private static Progress progress(long step, double seconds) {
    Duration elapsed = Duration.ofMillis(Math.round(1000 * seconds));
    return new Progress(step, 1, null, 1, 1, 0, 0.5, 0.1, 1, 1, 1, elapsed, null);
  }

  @Test
  void theLecturesStepsAreShownHoweverSoonTheyCome() {
    List<Long> shown = new ArrayList<>();
    for (long step = 1; step <= 3000; step++) {
      if (examples.due(progress(step, step * 1e-4))) {
        shown.add(step);
      }
    }
    assertEquals(List.of(100L, 300L, 700L, 2000L), shown);
  }

  @Test
  void laterTheyComeMoreAndMoreRarely() {
    List<Integer> shown = new ArrayList<>();
    for (int second = 0; second < 120; second++) {
      if (examples.due(progress(10_000 + second, second))) {
        shown.add(second);
      }
    }
    assertEquals(
        List.of(3, 8, 13, 18, 23, 28, 33, 38, 43, 48, 53, 59, 65, 72, 80, 88, 97, 107, 118), shown);
  }

  @Test
  void theTasksLinesStandUnderTheStep() {
    List<String> lines = examples.show(progress(1234, 1)).lines().toList();
    assertEquals("--- step 1,234, smoothed loss 0.500", lines.get(0));
    assertTrue(lines.get(1).startsWith("f(0) = "), lines::toString);
    assertEquals(List.of(4, "---"), List.of(lines.size(), lines.getLast()));
    assertFalse(examples.due(progress(5, 0)));
  }
}
