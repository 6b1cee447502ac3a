package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.models.training.TrainingLimits;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
  @Test
  void theShortestCommand() {
    assertEquals(
        "unroll resume unroll-model",
        ShellCommand.resume(Path.of("unroll-model"), new TrainingLimits(null, null, null), null));
  }

  @Test
  void allLimitsAreKept() {
    assertEquals(
        "unroll resume './my model' --epochs 9 --time 12 --steps 300 --threads 3",
        ShellCommand.resume(
            Path.of("./my model"), new TrainingLimits(9, Duration.ofMillis(12_345), 300L), 3));
  }

  @Test
  void namesThatLookLikeOptionsOrHaveQuotes() {
    TrainingLimits limits = TrainingLimits.steps(1);
    assertEquals("unroll resume ./-x --steps 1", ShellCommand.resume(Path.of("-x"), limits, null));
    assertEquals(
        "unroll resume 'it'\\''s' --steps 1", ShellCommand.resume(Path.of("it's"), limits, null));
  }
}
