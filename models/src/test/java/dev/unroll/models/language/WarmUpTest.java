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

  private static void trainsAStep(LanguageModelOptions model, TrainingOptions training) {
    WarmUp warmUp = WarmUp.start(model, TextOptions.defaults(), training);
    long begun = System.nanoTime();
    try (warmUp) {
      while (warmUp.steps() == 0) {
        assertTrue(System.nanoTime() - begun < 30_000_000_000L, "it does not train");
        Thread.onSpinWait();
      }
    }
    assertFalse(running());
    assertEquals(1, warmUp.steps());
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
    trainsAStep(
        LanguageModelOptions.characters(cell, 512).stacked(2, Wiring.PLAIN, 0.5f),
        TrainingOptions.defaults());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerWhateverItsRate(OptimizerOptions optimizer) {
    trainsAStep(
        LanguageModelOptions.characters(Cell.RNN_RELU, 512),
        TrainingOptions.defaults().withOptimizer(optimizer));
  }

  @Test
  void aSmallTrainingNeedsNone() {
    try (WarmUp warmUp =
        WarmUp.start(MinCharRnn.model(100), MinCharRnn.text(25), MinCharRnn.training())) {
      assertFalse(running());
      assertEquals(0, warmUp.steps());
    }
  }
}
