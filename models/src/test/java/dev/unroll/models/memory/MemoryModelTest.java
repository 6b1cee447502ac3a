package dev.unroll.models.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryModelTest {
  private static final MemoryOptions COPY =
      new MemoryOptions(MemoryProblem.COPY, 3, Cell.GRU, 8, 1);
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f));

  private static MemoryOptions adding(Cell cell, int length) {
    return new MemoryOptions(MemoryProblem.ADDING, length, cell, 16, 1);
  }

  @Test
  void theSumIsThatOfTheTwoMarkedNumbers() {
    MemoryBatches batches = new MemoryBatches(adding(Cell.GRU, 7), 5, 2, 1);
    MemoryBatches.Batch batch = batches.read(3, 1);
    Tensor x = batch.numbers();
    for (int n = 0; n < 5; n++) {
      double sum = 0;
      int[] marks = new int[2];
      for (int t = 0; t < 7; t++) {
        sum += x.get(t, n, 0) * x.get(t, n, 1);
        marks[t / 3 == 0 ? 0 : 1] += (int) x.get(t, n, 1);
      }
      assertEquals(sum, batch.sums().get(n, 0), 1e-6);
      assertArrayEquals(new int[] {1, 1}, marks);
    }
    float first = batch.sums().get(0, 0);
    assertEquals(first, batches.read(3, 1).sums().get(0, 0));
    assertNotEquals(first, batches.read(3, 0).sums().get(0, 0));
    assertNotEquals(first, batches.read(2, 1).sums().get(0, 0));
  }

  @Test
  void tenSymbolsAreToBeRepeatedAfterTheMark() {
    MemoryBatches.Batch batch = new MemoryBatches(COPY, 2, 1, 1).read(0, 0);
    int[] ids = batch.symbols().ids();
    assertEquals(23, batch.symbols().steps());
    for (int n = 0; n < 2; n++) {
      for (int i = 0; i < 10; i++) {
        assertTrue(ids[2 * i + n] >= 2);
        assertEquals(ids[2 * i + n], batch.targets()[2 * (13 + i) + n]);
        assertEquals(0, batch.targets()[2 * i + n]);
      }
      assertEquals(1, ids[2 * 12 + n]);
      assertEquals(0, ids[2 * 11 + n]);
      assertEquals(0, ids[2 * 13 + n]);
    }
  }

  @Test
  void aGatedCellLearnsToAdd() throws IOException {
    MemoryTask task =
        new MemoryTask(MemoryModel.build(adding(Cell.GRU, 6), Initializer.torch(), 1), 20, 1);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(3)).run(TrainingListener.NONE);
    assertEquals(1.0 / 6, task.baseline());
    assertTrue(result.scores().getFirst().value() < 0.03, result.scores().toString());
  }

  @Test
  void theBaselineOfTheCopyTaskIsThatOfGuessing() throws IOException {
    MemoryTask task = new MemoryTask(MemoryModel.build(COPY, Initializer.torch(), 1), 10, 1);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(3)).run(TrainingListener.NONE);
    assertEquals(10 * Math.log(8) / 23, task.baseline(), 1e-12);
    double loss = result.scores().getFirst().value();
    assertEquals(task.baseline(), loss, 0.1); // such a short training learns when, not what
    assertTrue(result.scores().getLast().value() > 0.1);
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        MemoryModel.class,
        () -> MemoryModel.build(adding(Cell.RNN_RELU, 5), Initializer.identity(), 1),
        model -> new MemoryTask(model, 4, 1),
        TRAINING,
        12,
        5);
  }

  @Test
  void badOptionsAreRefused() {
    assertEquals(
        "length: expected 2 or more, got 1",
        assertThrows(IllegalArgumentException.class, () -> adding(Cell.RNN, 1)).getMessage());
  }
}
