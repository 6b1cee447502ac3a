package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.recurrent.PanelSplit.FEW;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.scalar.ScalarKernels;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.vector.VectorKernels;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Layers whose weights are so large that threads split panels instead of rows.
@Tag("widths")
final class PanelSplitTest {
  private static final int STEPS = 3;
  private static final int BATCH = 9;
  private static final int INPUTS = 7;

  private final SplittableRandom random = new SplittableRandom(1);

  private VectorRecurrentKernel kernel;
  private RecurrentWeights weights;

  /// The fewest units, in steps of 37, whose weights are large enough.
  private void choose(RecurrentCell cell) {
    kernel = (VectorRecurrentKernel) cell.kernel(VectorKernels.set(ScalarKernels.SET));
    int hidden = 37;
    do {
      hidden += 37;
      weights = cell.weights(kernel, INPUTS, hidden, Tensor::zeros);
    } while (kernel.packedLength(INPUTS, hidden, weights.outputs()) <= PanelSplit.LARGE);
    weights = cell.weights(kernel, INPUTS, hidden, this::tensor);
    assertTrue(isUsed(BATCH, 2, kernel.packedLength(INPUTS, hidden, weights.outputs())));
  }

  @Test
  void itIsForFewRowsOrLargeWeights() {
    int large = PanelSplit.LARGE + 1;
    int medium = 1 << 16;
    int small = 1 << 12;
    assertAll(
        () -> assertTrue(isUsed(4 * FEW - 1, 4, medium), "few rows for each"),
        () -> assertFalse(isUsed(4 * FEW, 4, medium), "more for each"),
        () -> assertTrue(isUsed(4 * FEW, 4, large), "more for each, of large weights"),
        () -> assertFalse(isUsed(1 << 12, 4, large), "many for each"),
        () -> assertFalse(isUsed(4, 4, small), "weights that stay in L2"),
        () -> assertFalse(isUsed(4, 1, large), "one thread"));
  }

  @Test
  void threadsThatShareProcessorsLetOthersRunAtOnce() {
    int processors = Runtime.getRuntime().availableProcessors();
    assertTrue(PanelSplit.spins(processors) > 0);
    assertEquals(0, PanelSplit.spins(processors + 1));
  }

  private static boolean isUsed(int batch, int parts, int packedLength) {
    PanelSplit split = new PanelSplit();
    split.begin(batch, parts, packedLength, 1);
    return split.isUsed();
  }

  @ParameterizedTest
  @EnumSource
  void anyNumberOfThreadsGivesTheSameBits(RecurrentCell cell) {
    choose(cell);
    SequenceInput features = new SequenceInput.Features(tensor(STEPS, BATCH, INPUTS));
    SequenceInput tokens = new SequenceInput.Tokens(ids());
    int[] ragged = {3, 0, 1, 2, 3, 3, 1, 2, 3};
    for (SequenceInput input : new SequenceInput[] {features, tokens}) {
      for (int[] lengths : new int[][] {null, ragged}) {
        for (boolean saves : new boolean[] {true, false}) {
          float[] wanted = run(input, lengths, saves, new Workspace(), Workers.CALLER);
          for (int threads = 2; threads <= 4; threads++) {
            try (Workers workers = Workers.start(threads)) {
              float[] got = run(input, lengths, saves, new Workspace(), workers);
              assertArrayEquals(wanted, got, threads + " threads");
            }
          }
        }
      }
    }
  }

  /// One part finds an id that is none while the others wait for it.
  @ParameterizedTest
  @EnumSource
  void aPartThatFailsLetsTheOthersGo(RecurrentCell cell) {
    choose(cell);
    SequenceInput features = new SequenceInput.Features(tensor(STEPS, BATCH, INPUTS));
    float[] wanted = run(features, null, true, new Workspace(), Workers.CALLER);
    Workers workers = Workers.start(3); // where a part hangs they cannot be closed
    for (int row : new int[] {0, BATCH - 1}) {
      Workspace workspace = new Workspace();
      int[] ids = ids();
      RecurrentSequence sequence = sequence(new SequenceInput.Tokens(ids), null, true);
      ids[(STEPS - 1) * BATCH + row] = 1 << 20;
      assertTimeoutPreemptively(
          Duration.ofSeconds(5),
          () ->
              assertThrows(
                  IndexOutOfBoundsException.class,
                  () -> kernel.forward(sequence, workspace, workers)));
      assertArrayEquals(wanted, run(features, null, true, workspace, workers));
    }
    workers.close();
  }

  private static int[] ids() {
    int[] ids = new int[STEPS * BATCH];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i * 5 % INPUTS;
    }
    return ids;
  }

  private float[] run(
      SequenceInput input, int[] lengths, boolean saves, Workspace workspace, Workers workers) {
    RecurrentSequence sequence = sequence(input, lengths, saves);
    kernel.forward(sequence, workspace, workers);
    return sequence.h().data();
  }

  private RecurrentSequence sequence(SequenceInput input, int[] lengths, boolean saves) {
    int hidden = weights.hidden();
    int saved = kernel.savedWidth(hidden);
    return new RecurrentSequence(
        new RecurrentShape(STEPS, BATCH, INPUTS, hidden, weights.outputs()),
        weights,
        input,
        lengths,
        Tensor.zeros(STEPS + 1, BATCH, weights.outputs()),
        kernel.hasCellState() ? Tensor.zeros(STEPS + 1, BATCH, hidden) : null,
        saves && saved > 0 ? Tensor.zeros(STEPS, BATCH, saved) : null);
  }

  private Tensor tensor(int... dimensions) {
    Tensor tensor = Tensor.zeros(dimensions);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    return tensor;
  }
}
