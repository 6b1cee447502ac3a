package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingTask;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Once warm, a training step allocates no arrays, only the few small objects of its graph.
final class TrainingAllocationTest {
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz ".repeat(100);

  /// Far below the smallest array of the step, `[T,N,H]` of 48 KB.
  private static final long SMALL_OBJECTS = 12_000;

  @ParameterizedTest
  @EnumSource
  void aWarmStepAllocatesNoArrays(Cell cell) throws IOException {
    CharacterLanguageModel model =
        CharacterLanguageModel.build(
            ModelOptions.of(cell, 32).stacked(2, 0.1f), Vocabulary.of(TEXT), 1);
    TrainingOptions options = TrainingOptions.defaults().withChunks(8, 48).withValidation(0);
    TrainingTask task =
        CharacterTrainer.start(
                model,
                TEXT,
                options,
                TrainingLimits.epochs(1),
                null,
                Kernels.scalar(),
                Workers.CALLER)
            .task();
    long bytes = Allocations.fewestBytes(4, () -> task.step(1));
    assertTrue(bytes <= SMALL_OBJECTS, bytes + " bytes a step");
  }
}
