package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Workspace;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Loss;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Once warm, a training step allocates no arrays, only the few small objects of its graph.
final class TrainingAllocationTest {
  private static final String TEXT = "abcdefghijklmnopqrstuvwxyz ".repeat(100);

  /// Far below the smallest array of the step, `[T,N,H]` of 48 KB.
  private static final long SMALL_OBJECTS = 16_000;

  static List<Cell> cells() {
    return List.of(Cell.RNN, Cell.RNN_RELU, Cell.LSTM, Cell.GRU, Cell.RESET_AFTER_GRU);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void aWarmStepAllocatesNoArrays(Cell cell) throws IOException {
    Corpus corpus = Corpus.ofCharacters(TextSource.of(TEXT));
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.characters(cell, 32).stacked(2, Wiring.PLAIN, 0.1f),
            corpus.vocabulary(),
            1);
    LanguageTask task =
        new LanguageTask(model, corpus, TextOptions.chunks(8, 48).withValidation(0));
    Tape tape = new Tape(Kernels.scalar(), new Workspace(), Workers.CALLER);
    RandomStream random = new RandomStream(1);
    Optimizer optimizer =
        new Optimizer(
            new OptimizerOptions.Adam(0.003f),
            List.of(),
            model.parameters(),
            Kernels.scalar().update(),
            false);

    long bytes =
        Allocations.fewestBytes(
            4,
            () -> {
              Loss loss = task.loss(new Pass(tape, random), task.training().read(0, 1));
              optimizer.zeroGradients();
              tape.backward(loss.mean());
              Gradients.clip(model.parameters(), Kernels.scalar().update(), 0, 5);
              optimizer.step(1);
              tape.reset();
            });
    assertTrue(bytes <= SMALL_OBJECTS, bytes + " bytes a step");
  }
}
