package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.AnomalyException;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Operations on sequences, besides the layers: token ids, time steps in messages, wrong lengths.
final class SequenceTest {
  private final Tape tape = new Tape();

  private Variable zeros(int... extents) {
    return tape.leaf(Tensor.zeros(extents));
  }

  @Test
  void targetsOfPaddingAreLeftOut() {
    int[] targets = {1, 2, 3, 4, 5, 6};
    int[] masked = Ops.withoutPadding(targets, 3, 2, new int[] {1, 3}, -1);
    assertArrayEquals(new int[] {1, 2, -1, 4, -1, 6}, masked);
    assertArrayEquals(new int[] {1, 2, 3, 4, 5, 6}, targets, "not modified");
    assertArrayEquals(targets, Ops.withoutPadding(targets, 3, 2, null, -1));
  }

  @Test
  void idsAreReversedLikeFeatures() {
    int[] ids = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(new int[] {5, 6, 3, 4, 1, 2}, Ops.reverse(ids, 3, 2, null));
    assertArrayEquals(new int[] {3, 6, 1, 4, 0, 2}, Ops.reverse(ids, 3, 2, new int[] {2, 3}));
  }

  @Test
  void lengthsThatDoNotFit() {
    int[] tooLong = {1, 4};
    refused(() -> Ops.withoutPadding(new int[6], 3, 2, tooLong, -1));
    refused(() -> Ops.reverse(new int[6], 3, 2, tooLong));
    refused(() -> Ops.reverse(zeros(3, 2, 1), tooLong));
    Variable keys = zeros(3, 2, 1);
    refused(() -> Ops.dotAttention(zeros(2, 1), keys, keys, tooLong));
  }

  private static void refused(Executable code) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    assertTrue(message.contains("lengths[1]"), message);
  }

  @Test
  void anomaliesAreFoundWithTheirStep() {
    tape.detectAnomalies(true);
    backward("clear-padding", 2, Ops.clearPadding(zeros(3, 1), new int[] {3}));
    backward("reverse", 0, Ops.reverse(zeros(3, 1), null));
    RandomStream random = new RandomStream(1);
    backward("variational-dropout", 2, Ops.variationalDropout(zeros(3, 9), 0.5f, random));
  }

  /// From a gradient of NaN at the last step.
  private void backward(String operation, int step, Variable output) {
    Tensor seed = Tensor.zeros(output.shape());
    seed.at(2).fill(Float.NaN);
    found(operation, step, () -> tape.backward(output, seed));
    tape.reset();
  }

  private static void found(String operation, int step, Executable code) {
    String message = assertThrows(AnomalyException.class, code).getMessage();
    assertTrue(message.contains(": " + operation + " made"), message);
    assertTrue(message.contains("time step " + step), message);
  }

  @Test
  void variationalDropoutOfNothingIsTheInput() {
    Variable x = zeros(3, 2);
    assertSame(x, Ops.variationalDropout(x, 0, new RandomStream(1)));
    for (float wrong : new float[] {-0.1f, 1, Float.NaN}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Ops.variationalDropout(x, wrong, new RandomStream(1)));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> Ops.variationalDropout(zeros(3), 0.5f, new RandomStream(1)));
  }

  @Test
  void aSingleNumberCanBePermuted() {
    Variable x = tape.leaf(Tensor.scalar(3));
    Variable y = Ops.permute(x);
    assertEquals(3, y.value().item());
    tape.backward(y);
    assertEquals(1, x.gradient().item());
  }
}
