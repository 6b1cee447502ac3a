package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.recurrent.RecurrentLayer;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Extents of zero: no rows, no columns, no steps. Sums of nothing are 0, and gradients have their inputs'
/// shapes.
final class ZeroExtentsTest {
  private final Tape tape = new Tape();

  private Variable zeros(int... extents) {
    return tape.leaf(Tensor.zeros(extents));
  }

  /// The output has the shape, and backward runs.
  private Variable shaped(Variable y, int... extents) {
    assertEquals(Shape.of(extents), y.shape());
    if (y.requiresGradient()) {
      Tensor ones = Tensor.zeros(y.shape());
      ones.fill(1);
      tape.backward(y, ones);
    }
    return y;
  }

  @Test
  void linearLayers() {
    Variable bias = tape.leaf(Tensor.of(Shape.of(3), 1, 2, 3));
    Variable y = Ops.linear(zeros(2, 0), zeros(3, 0), bias);
    assertArrayEquals(new float[] {1, 2, 3, 1, 2, 3}, y.value().toArray());
    shaped(y, 2, 3);
    assertArrayEquals(new float[] {2, 2, 2}, bias.gradient().toArray());
    tape.reset();
    y = Ops.linear(zeros(2, 0), zeros(3, 0), null);
    assertArrayEquals(new float[6], y.value().toArray());
    shaped(y, 2, 3);
    tape.reset();
    Variable x = zeros(2, 3);
    shaped(Ops.linear(x, zeros(0, 3), zeros(0)), 2, 0);
    assertArrayEquals(new float[6], x.gradient().toArray());
    tape.reset();
    Variable weight = zeros(4, 3);
    shaped(Ops.linear(zeros(0, 3), weight, zeros(4)), 0, 4);
    assertArrayEquals(new float[12], weight.gradient().toArray());
    tape.reset();
    shaped(Ops.linear(zeros(2, 0, 3), zeros(4, 3), zeros(4)), 2, 0, 4);
    tape.reset();
    shaped(Ops.linear(zeros(0, 0), zeros(0, 0), zeros(0)), 0, 0);
  }

  @Test
  void products() {
    Variable y = Ops.matmul(zeros(2, 0), zeros(0, 3));
    assertArrayEquals(new float[6], y.value().toArray());
    shaped(y, 2, 3);
    tape.reset();
    shaped(Ops.matmul(zeros(0, 2), zeros(2, 3)), 0, 3);
    tape.reset();
    shaped(Ops.matmul(zeros(3, 2), zeros(2, 0)), 3, 0);
    tape.reset();
    shaped(Ops.matmul(zeros(5, 3, 0), zeros(5, 0, 2)), 5, 3, 2);
    tape.reset();
    shaped(Ops.matmul(zeros(0, 3, 4), zeros(0, 4, 2)), 0, 3, 2);
    tape.reset();
    shaped(Ops.matmul(zeros(0, 3), true, zeros(0, 2), false), 3, 2);
    tape.reset();
    shaped(Ops.highway(zeros(0, 3), zeros(0, 3), zeros(3, 3), zeros(3)), 0, 3);
  }

  @Test
  void tables() {
    shaped(Ops.embedding(zeros(3, 2), new int[0]), 0, 2);
    tape.reset();
    shaped(Ops.embedding(zeros(3, 2), new int[0], 4, 0), 4, 0, 2);
    tape.reset();
    shaped(Ops.embedding(zeros(3, 2), new int[0], 0, 4), 0, 4, 2);
    tape.reset();
    shaped(Ops.embedding(zeros(3, 0), new int[] {2, 1}), 2, 0);
    tape.reset();
    shaped(Ops.embedding(zeros(0, 2), new int[0]), 0, 2);
    tape.reset();
    shaped(Ops.gatherRows(zeros(3, 0), 2, 1), 2, 0);
    tape.reset();
    shaped(Ops.gatherRows(zeros(3, 2)), 0, 2);
    tape.reset();
    shaped(Ops.pick(zeros(0, 2)), 0);
  }

  @Test
  void shapes() {
    shaped(Ops.reverse(zeros(0, 2, 3), null), 0, 2, 3);
    tape.reset();
    shaped(Ops.reverse(zeros(4, 0, 3), new int[0]), 4, 0, 3);
    tape.reset();
    shaped(Ops.clearPadding(zeros(4, 2, 0), new int[] {1, 2}), 4, 2, 0);
    tape.reset();
    shaped(Ops.last(zeros(0, 2, 3), null), 2, 3);
    tape.reset();
    shaped(Ops.concatenate(0, zeros(0, 2), zeros(3, 2)), 3, 2);
    tape.reset();
    shaped(Ops.stack(0, zeros(0, 2), zeros(0, 2)), 2, 0, 2);
    tape.reset();
    shaped(Ops.permute(zeros(0, 2, 3), 2, 0, 1), 3, 0, 2);
    tape.reset();
    shaped(Ops.pad(zeros(0, 2), 0, 1, 1, 0), 2, 2);
    tape.reset();
    shaped(Ops.slice(zeros(3, 2), 0, 1, 1), 0, 2);
    tape.reset();
    shaped(Ops.flattened(zeros(3, 0, 2), 0, 1), 0, 2);
    assertArrayEquals(new int[0], Ops.reverse(new int[0], 3, 0, null));
  }

  @Test
  void reductions() {
    assertArrayEquals(new float[2], shaped(Ops.sum(zeros(2, 0), 1), 2).value().toArray());
    tape.reset();
    shaped(Ops.mean(zeros(0, 2), 1), 0);
    tape.reset();
    shaped(Ops.max(zeros(0, 2), 1), 0);
    tape.reset();
    assertArrayEquals(new float[2], shaped(Ops.norm(zeros(2, 0), 1), 2).value().toArray());
    tape.reset();
    shaped(Ops.softmax(zeros(0, 2)), 0, 2);
    tape.reset();
    shaped(Ops.layerNorm(zeros(0, 2), zeros(2), zeros(2), 1e-5f), 0, 2);
    tape.reset();
    shaped(Ops.meanOverTime(zeros(0, 2, 3), null), 2, 3);
    tape.reset();
    shaped(Ops.maxOverTime(zeros(3, 0, 3), new int[0]), 0, 3);
    tape.reset();
    shaped(Ops.variationalDropout(zeros(0, 2, 3), 0.5f, new Draw(1).random()), 0, 2, 3);
  }

  @Test
  void attention() {
    for (int queries : new int[] {0, 2}) {
      AttentionOutput out =
          Ops.dotAttention(zeros(queries, 3, 4), zeros(5, 3, 4), zeros(5, 3, 2), null);
      assertEquals(Shape.of(3, queries, 5), out.weights().shape());
      shaped(out.context(), queries, 3, 2);
      tape.reset();
    }
    AttentionOutput none = Ops.scaledAttention(zeros(3, 4), zeros(0, 3, 4), zeros(0, 3, 2), null);
    assertEquals(Shape.of(3, 1, 0), none.weights().shape());
    shaped(none.context(), 3, 2);
    tape.reset();
    shaped(Ops.dotAttention(zeros(0, 4), zeros(5, 0, 4), zeros(5, 0, 2), null).context(), 0, 2);
    tape.reset();
    shaped(Ops.dotAttention(zeros(3, 0), zeros(5, 3, 0), zeros(5, 3, 2), null).context(), 3, 2);
    tape.reset();
    shaped(Ops.dotAttention(zeros(3, 4), zeros(5, 3, 4), zeros(5, 3, 0), null).context(), 3, 0);
    tape.reset();
    Variable weight = zeros(0, 4);
    Variable context =
        Ops.additiveAttention(
                zeros(3, 4), zeros(5, 3, 4), zeros(5, 3, 2), weight, weight, zeros(0), null)
            .context();
    shaped(context, 3, 2);
  }

  @Test
  void images() {
    shaped(Ops.conv2d(zeros(0, 2, 4, 4), zeros(3, 2, 2, 2), zeros(3), 1, 0), 0, 3, 3, 3);
    tape.reset();
    shaped(Ops.conv2d(zeros(2, 0, 4, 4), zeros(3, 0, 2, 2), zeros(3), 1, 0), 2, 3, 3, 3);
    tape.reset();
    shaped(Ops.conv2d(zeros(2, 1, 4, 4), zeros(0, 1, 2, 2), zeros(0), 2, 0), 2, 0, 2, 2);
    tape.reset();
    shaped(Ops.maxPool(zeros(0, 2, 4, 4), 2, 2, 0), 0, 2, 2, 2);
    tape.reset();
    shaped(Ops.averagePool(zeros(2, 0, 4, 4), 2, 2, 0), 2, 0, 2, 2);
  }

  @ParameterizedTest
  @EnumSource
  void recurrentLayers(RecurrentLayer layer) {
    for (int[] extents : new int[][] {{0, 2, 3}, {4, 0, 3}, {0, 0, 3}}) {
      RecurrentParameters p =
          new RecurrentParameters(
              zeros(layer.gates() * 5, extents[2]),
              zeros(layer.gates() * 5, 5),
              zeros(layer.gates() * 5),
              zeros(layer.gates() * 5));
      RecurrentOutput out = layer.apply(zeros(extents), p, zeros(extents[1], 5), null, null);
      assertEquals(Shape.of(extents[1], 5), out.hn().shape());
      shaped(out.y(), extents[0], extents[1], 5);
      tape.reset();
    }
    for (int[] extents : new int[][] {{0, 2}, {4, 0}, {0, 0}}) {
      RecurrentParameters p =
          new RecurrentParameters(
              zeros(layer.gates() * 5, 3), zeros(layer.gates() * 5, 5), null, null);
      RecurrentOutput out = layer.apply(new int[0], extents[0], extents[1], p, null, null, null);
      shaped(out.y(), extents[0], extents[1], 5);
      tape.reset();
    }
  }
}
