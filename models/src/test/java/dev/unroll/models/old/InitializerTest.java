package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InitializerTest {
  @Test
  void uniformFillsTheRangeOfTorch() {
    Initializer initializer = Initializer.uniform(new RandomStream(7));
    float[] values = initializer.tensor("w", Shape.of(100, 100), 25).toArray();
    double sum = 0;
    float largest = 0;
    for (float value : values) {
      assertTrue(Math.abs(value) <= 0.2f);
      largest = Math.max(largest, Math.abs(value));
      sum += value;
    }
    assertTrue(largest > 0.199f);
    // Five standard errors of the mean of uniform numbers.
    assertTrue(Math.abs(sum / values.length) <= 5 * 0.2 / Math.sqrt(3.0 * values.length));
    assertArrayEquals(
        values, Initializer.uniform(new RandomStream(7)).tensor("w", Shape.of(10000), 25).data());
  }

  @Test
  void gaussianHasItsDeviationAndZeroBiases() {
    Initializer initializer = Initializer.gaussian(0.01f, new RandomStream(7));
    float[] values = initializer.tensor("w", Shape.of(100, 100), 1).toArray();
    double squares = 0;
    for (float value : values) {
      squares += (double) value * value;
    }
    // Five standard errors of the variance: √(2/n) of it.
    double relative = squares / values.length / 1e-4 - 1;
    assertTrue(Math.abs(relative) <= 5 * Math.sqrt(2.0 / values.length), "off by " + relative);
    assertArrayEquals(new float[3], initializer.tensor("b", Shape.of(3), 1).toArray());
  }

  @Test
  void aSingleBiasLeavesTheOtherZeroAndUntrained() {
    RecurrentOptions options = RecurrentOptions.of(3, 4).withSingleBias();
    RecurrentLayer layer = Cell.RNN.layer(options, Initializer.uniform(new RandomStream(1)));
    assertEquals(3, layer.parameters().size());
    assertArrayEquals(new float[4], layer.tensors().get("bias_hh_l0").toArray());
  }

  @Test
  void storedNamesWhatIsMissingOrDoesNotFit() {
    Initializer initializer = Initializer.stored(Map.of("w", Tensor.zeros(2, 3)));
    assertEquals(
        "the tensor v is missing",
        assertThrows(
                IllegalArgumentException.class, () -> initializer.tensor("v", Shape.of(2, 3), 1))
            .getMessage());
    assertEquals(
        "w: expected shape [3, 2], got [2, 3]",
        assertThrows(
                IllegalArgumentException.class, () -> initializer.tensor("w", Shape.of(3, 2), 1))
            .getMessage());
  }

  @Test
  void refusesExtentsWithoutMeaning() {
    assertThrows(IllegalArgumentException.class, () -> RecurrentOptions.of(3, 0));
    assertThrows(IllegalArgumentException.class, () -> RecurrentOptions.of(3, 1).stacked(0, 0));
    assertThrows(
        IllegalArgumentException.class, () -> RecurrentOptions.of(3, 1).stacked(1, Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> RecurrentOptions.of(3, 1).stacked(1, 1));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Cell.labelled("transformer"))
            .getMessage()
            .endsWith("rnn, rnn-relu, lstm, gru, reset-after-gru, got 'transformer'"));
  }
}
