package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.KernelChoice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Refusals of a sequence that lacks what a pass needs, before anything is written.
final class RecurrentSequenceTest {
  private static final int STEPS = 2;
  private static final int BATCH = 3;
  private static final int INPUTS = 4;
  private static final int HIDDEN = 5;

  private static LstmWeights weights(float value) {
    LstmWeights weights =
        new LstmWeights(
            Tensor.zeros(4 * HIDDEN, INPUTS),
            Tensor.zeros(4 * HIDDEN, HIDDEN),
            Tensor.zeros(4 * HIDDEN),
            Tensor.zeros(4 * HIDDEN));
    weights.weightHh().fill(value);
    return weights;
  }

  private static RecurrentSequence sequence() {
    Tensor h = Tensor.zeros(STEPS + 1, BATCH, HIDDEN);
    h.fill(7);
    return new RecurrentSequence(
        new RecurrentShape(STEPS, BATCH, INPUTS, HIDDEN),
        weights(0.5f),
        new SequenceInput.Features(Tensor.zeros(STEPS, BATCH, INPUTS)),
        null,
        h,
        Tensor.zeros(STEPS + 1, BATCH, HIDDEN),
        null);
  }

  @Test
  void whatIsSavedNeedsTheCellStatesOfAllSteps() {
    Tensor two = Tensor.zeros(2, BATCH, HIDDEN);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> sequence(two, Tensor.zeros(STEPS, BATCH, 4 * HIDDEN)));
    assertEquals(
        "c [T+1,N,H]: expected shape [%d, %d, %d], got [2, %d, %d]"
            .formatted(STEPS + 1, BATCH, HIDDEN, BATCH, HIDDEN),
        refusal.getMessage());
    assertEquals(STEPS % 2, sequence(two, null).cellSlot(STEPS));
  }

  private static RecurrentSequence sequence(Tensor c, Tensor saved) {
    RecurrentSequence all = sequence();
    return new RecurrentSequence(all.shape(), all.weights(), all.input(), null, all.h(), c, saved);
  }

  @ParameterizedTest
  @EnumSource(KernelChoice.class)
  void backwardNeedsWhatForwardSaved(KernelChoice choice) {
    LstmWeights dWeights = weights(3);
    float[] before = dWeights.weightHh().data().clone();
    RecurrentGradients gradients =
        new RecurrentGradients(null, null, null, null, null, null, dWeights);
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                choice
                    .set()
                    .lstm()
                    .backward(sequence(), gradients, new Workspace(), Workers.CALLER));
    assertEquals(
        "backward: expected what forward saved [T,N,20], got none; give forward a tensor for it",
        refusal.getMessage());
    assertArrayEquals(before, dWeights.weightHh().data());
  }
}
