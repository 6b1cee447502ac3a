package dev.unroll.autograd.op.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Losses at the seams: nothing that counts, numbers that must not be looked at, and the ends of float32.
final class LossTest {
  private static final float INFINITY = Float.POSITIVE_INFINITY;

  private final Tape tape = new Tape();

  private Variable leaf(Shape shape, float... values) {
    return tape.leaf(Tensor.of(shape, values));
  }

  private Variable row(float... values) {
    return leaf(Shape.of(1, values.length), values);
  }

  private static void refused(Executable code, String... parts) {
    String message = assertThrows(IllegalArgumentException.class, code).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), message + " names " + part);
    }
  }

  /// Every loss of pairs, of the same operands.
  private static List<LossOutput> pairs(Variable x, Variable t, int[] lengths, Tensor weights) {
    return List.of(
        Ops.mse(x, t, lengths, weights),
        Ops.mae(x, t, lengths, weights),
        Ops.huber(x, t, 1, lengths, weights),
        Ops.binaryCrossEntropy(x, t, lengths, weights));
  }

  @Test
  void aSumAndWhatItIsDividedBy() {
    LossOutput loss = Ops.mse(row(1, 5, 2), row(0, 2, 0));
    assertEquals(14, loss.sum().value().item());
    assertEquals(3, loss.weight());
    assertEquals(14 / 3f, loss.mean().value().item());
    assertFalse(loss.isEmpty());
    loss = Ops.mse(row(1, 5, 2), row(0, 2, 0), null, Tensor.of(Shape.of(1, 3), 2, 0.5f, 0));
    assertEquals(6.5f, loss.sum().value().item());
    assertEquals(2.5, loss.weight());
    Variable logits = leaf(Shape.of(3, 2), 0, 0, 0, 0, 0, 0);
    loss = Ops.crossEntropy(logits, new int[] {1, 7, 0}, 7);
    assertEquals(2, loss.weight());
    assertEquals((float) (2 * Math.log(2)), loss.sum().value().item(), 1e-6);
    loss =
        Ops.weightedCrossEntropy(logits, new int[] {1, 7, 0}, 7, Tensor.of(Shape.of(2), 3, 4), 0);
    assertEquals(7, loss.weight());
  }

  /// With both wanted the gradient is that of both.
  @Test
  void sumAndMeanHaveOneGradientEach() {
    Variable x = row(3, 1);
    LossOutput loss = Ops.mse(x, row(0, 0));
    tape.backward(new Variable[] {loss.sum(), loss.mean()}, new Tensor[2]);
    assertArrayEquals(new float[] {9, 3}, x.gradient().toArray());
    tape.reset();
    Variable logits = row(0, 0);
    loss = Ops.crossEntropy(logits, new int[] {0});
    tape.backward(new Variable[] {loss.sum(), loss.mean()}, new Tensor[2]);
    assertArrayEquals(new float[] {-1, 1}, logits.gradient().toArray());
  }

  @Test
  void lossesOfNothing() {
    Variable logits = leaf(Shape.of(2, 2), Float.NaN, 1, 2, INFINITY);
    int[] ignored = {9, 9};
    Tensor zeros = Tensor.zeros(2);
    List<LossOutput> losses = new ArrayList<>();
    losses.add(Ops.crossEntropy(logits, ignored, 9));
    losses.add(Ops.weightedCrossEntropy(logits, ignored, 9, null, 0.1f));
    losses.add(Ops.weightedCrossEntropy(row(1, 2), new int[] {0}, zeros, 0.5f));
    losses.addAll(pairs(logits, logits, new int[] {0, 0}, null));
    losses.addAll(pairs(logits, logits, null, zeros));
    losses.addAll(pairs(leaf(Shape.of(0, 3)), leaf(Shape.of(0, 3)), null, null));
    Variable total = null;
    for (LossOutput loss : losses) {
      assertTrue(loss.isEmpty());
      assertEquals(0, loss.weight());
      assertEquals(0, loss.sum().value().item());
      assertEquals(0, loss.mean().value().item());
      total = total == null ? loss.mean() : Ops.add(total, loss.mean());
      total = Ops.add(total, loss.sum());
    }
    tape.backward(total);
    assertArrayEquals(new float[4], logits.gradient().toArray());
  }

  @Test
  void anUnknownIdIsNotOneToIgnore() {
    Variable logits = leaf(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    refused(() -> Ops.crossEntropy(logits, new int[] {2, -1}), "targets[1]", "0 to 2", "-1");
    refused(() -> Ops.crossEntropy(logits, new int[] {-1, -100}, -100), "targets[0]", "-1", "-100");
    refused(() -> Ops.crossEntropy(logits, new int[] {3, 0}, -100), "targets[0]", "3");
    refused(
        () -> Ops.weightedCrossEntropy(logits, new int[] {0, -1}, null, 0.1f), "targets[1]", "-1");
    Variable other = leaf(Shape.of(1, 3), 4, 5, 6);
    LossOutput padded = Ops.crossEntropy(logits, new int[] {0, 1}, 0);
    LossOutput plain = Ops.crossEntropy(other, new int[] {1});
    assertEquals(plain.mean().value().item(), padded.mean().value().item());
    assertEquals(1, padded.weight());
  }

  @Test
  void whatHasNoWeightIsNotLookedAt() {
    Variable x = row(-INFINITY, 1, 2);
    Tensor weights = Tensor.of(Shape.of(3), 0, 1, 2);
    float wanted = (float) Math.log1p(Math.exp(-1));
    for (float smoothing : new float[] {0, 0.25f}) {
      LossOutput loss = Ops.weightedCrossEntropy(x, new int[] {2}, weights, smoothing);
      assertTrue(Float.isFinite(loss.mean().value().item()), "smoothing " + smoothing);
    }
    LossOutput loss = Ops.weightedCrossEntropy(x, new int[] {2}, null, 0);
    assertEquals(wanted, loss.mean().value().item(), 1e-6);
    tape.backward(loss.mean());
    assertEquals(0, x.gradient().data()[0]);
    assertEquals(-x.gradient().data()[1], x.gradient().data()[2], 1e-6);
  }

  /// NaN and infinities past a row's length, and where the weight is 0, reach neither loss nor gradient.
  @Test
  void paddingIsNotLookedAt() {
    float[] bad = {1, Float.NaN, 3, INFINITY};
    float[] good = {1, 0, 3, 0};
    Shape shape = Shape.of(2, 2, 1);
    int[] lengths = {2, 0};
    Tensor weights = Tensor.of(Shape.of(2, 2), 1, 0, 1, 0);
    for (int loss = 0; loss < 4; loss++) {
      for (boolean byLength : new boolean[] {true, false}) {
        float[][] results = new float[2][];
        for (int k = 0; k < 2; k++) {
          Variable x = leaf(shape, k == 0 ? good : bad);
          Variable t = leaf(shape, k == 0 ? good : bad);
          LossOutput out =
              pairs(Ops.scale(x, 2), t, byLength ? lengths : null, byLength ? null : weights)
                  .get(loss);
          tape.backward(out.mean());
          float[] dx = x.gradient().toArray();
          float[] dt = t.gradient().toArray();
          results[k] = new float[] {(float) out.weight(), dx[0], dx[1], dx[2], dx[3], dt[1], dt[3]};
          tape.reset();
        }
        assertArrayEquals(results[0], results[1], "loss " + loss);
        assertEquals(2, results[0][0]);
      }
    }
  }

  /// What float32 can hold is given, whatever the terms are like.
  @Test
  void lossesAtTheEndsOfTheNumbers() {
    float[] zeros = new float[1000];
    float[] spike = zeros.clone();
    spike[7] = 3e19f;
    float mean = Ops.mse(row(spike), row(zeros)).mean().value().item();
    assertEquals(9e35, mean, 1e30);
    assertEquals(INFINITY, Ops.mse(row(spike), row(zeros)).sum().value().item());
    float huge = Float.MAX_VALUE;
    assertEquals(huge, Ops.mae(row(huge, huge), row(0, 0)).mean().value().item());
    float[] x = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    float[] t = {1, 0, 0, 1};
    float[] wanted = {0, 0, INFINITY, INFINITY};
    for (int i = 0; i < 4; i++) {
      assertEquals(wanted[i], Ops.binaryCrossEntropy(row(x[i]), row(t[i])).sum().value().item());
    }
    assertEquals(Float.NaN, Ops.mse(row(Float.NaN), row(0)).sum().value().item());
  }

  @Test
  void weightsAndLengthsThatDoNotFit() {
    Variable x = leaf(Shape.of(2, 1, 2), 1, 2, 3, 4);
    refused(() -> Ops.mse(x, x, null, Tensor.zeros(3)), "mse", "[2, 1, 2]", "[3]");
    refused(() -> Ops.mae(x, x, null, Tensor.zeros(2, 2)), "[2, 2]");
    refused(() -> Ops.huber(x, x, 1, null, Tensor.of(Shape.of(2), 1, Float.NaN)), "NaN", "index 1");
    refused(() -> Ops.binaryCrossEntropy(x, x, null, Tensor.of(Shape.of(2), -1, 1)), "-1.0");
    refused(() -> Ops.mse(x, x, new int[] {3}, null), "lengths[0]", "3");
    refused(() -> Ops.mse(row(1).detach(), row(1), new int[] {1, 1}, null), "lengths");
    Variable flat = leaf(Shape.of(2), 1, 2);
    refused(() -> Ops.mse(flat, flat, new int[] {1}, null), "[T,N,...]", "[2]");
    Tensor negative = Tensor.of(Shape.of(2), 1, -1);
    refused(() -> Ops.weightedCrossEntropy(row(1, 2), new int[] {0}, negative, 0), "weights[1]");
  }
}
