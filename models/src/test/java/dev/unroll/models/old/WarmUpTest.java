package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.TrainingOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
  private static boolean running() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("unroll-warm-up"));
  }

  private static void trainsUntilClosed(ModelOptions model, TrainingOptions training) {
    WarmUp warmUp = WarmUp.start(model, training);
    try (warmUp) {
      assertTrue(running());
      warmUp.await();
      assertTrue(running());
    }
    assertFalse(running());
    assertTrue(warmUp.steps() > 0);
  }

  @ParameterizedTest
  @EnumSource
  void everyCell(Cell cell) {
    trainsUntilClosed(ModelOptions.of(cell, 512).stacked(2, 0.5f), TrainingOptions.defaults());
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adagrad", "rmsprop", "sgd"})
  void everyOptimizerWhateverItsRate(String optimizer) {
    trainsUntilClosed(
        ModelOptions.of(Cell.RNN_RELU, 512),
        TrainingOptions.defaults().withOptimizer(OptimizerOptions.named(optimizer, 1e30f)));
  }

  @Test
  void aSmallTrainingNeedsNone() {
    long before = System.nanoTime();
    try (WarmUp warmUp = WarmUp.start(MinCharRnn.modelOptions(100), MinCharRnn.trainingOptions())) {
      assertFalse(running());
      warmUp.await();
      assertEquals(0, warmUp.steps());
    }
    assertTrue(System.nanoTime() - before < 300_000_000L);
  }
}
