package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.TrainingOptions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WarmUpTest {
  private static boolean running() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("unroll-warm-up"));
  }

  private static void trainsUntilClosed(LanguageModelOptions model, TrainingOptions training) {
    WarmUp warmUp = WarmUp.start(model, TextOptions.defaults(), training);
    try (warmUp) {
      assertTrue(running());
      warmUp.await();
      assertTrue(running());
    }
    assertFalse(running());
    assertTrue(warmUp.steps() > 0);
  }

  static List<Cell> cells() {
    return List.of(Cell.RNN, Cell.LSTM, Cell.GRU, Cell.RESET_AFTER_GRU);
  }

  static List<OptimizerOptions> optimizers() {
    return List.of(
        new OptimizerOptions.Adam(1e30f),
        new OptimizerOptions.Adagrad(1e30f),
        new OptimizerOptions.Rmsprop(1e30f),
        new OptimizerOptions.Sgd(1e30f));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCell(Cell cell) {
    trainsUntilClosed(
        LanguageModelOptions.characters(cell, 512).stacked(2, Wiring.PLAIN, 0.5f),
        TrainingOptions.defaults());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerWhateverItsRate(OptimizerOptions optimizer) {
    trainsUntilClosed(
        LanguageModelOptions.characters(Cell.RNN_RELU, 512),
        TrainingOptions.defaults().withOptimizer(optimizer));
  }

  @Test
  void aSmallTrainingNeedsNone() {
    long before = System.nanoTime();
    try (WarmUp warmUp =
        WarmUp.start(MinCharRnn.model(100), MinCharRnn.text(25), MinCharRnn.training())) {
      assertFalse(running());
      warmUp.await();
      assertEquals(0, warmUp.steps());
    }
    assertTrue(System.nanoTime() - before < 300_000_000L);
  }
}
