package dev.unroll.autograd.op.attention;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.autograd.op.Close;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Attention with several queries: what padding holds cannot be seen, and each query gets what it would get
/// alone. The widths are beyond those of the operations' cases.
final class AttentionQueriesTest {
  private static final int QUERIES = 5;
  private static final int STEPS = 37;
  private static final int BATCH = 4;
  private static final int WIDTH = 19;
  private static final int VALUES = 21;
  private static final int HIDDEN = 18;
  private static final int[] LENGTHS = {37, 1, 0, 20};

  /// Roundings of scores, weights and contexts, and of the gradients through them.
  private static final double TOLERANCE = 256 * 0x1p-23;

  enum Score {
    DOT,
    SCALED,
    GENERAL,
    ADDITIVE;

    AttentionOutput apply(Variable query, Variable[] v) {
      return switch (this) {
        case DOT -> Ops.dotAttention(query, v[0], v[1], LENGTHS);
        case SCALED -> Ops.scaledAttention(query, v[0], v[1], LENGTHS);
        case GENERAL -> Ops.generalAttention(query, v[0], v[1], v[2], LENGTHS);
        case ADDITIVE -> Ops.additiveAttention(query, v[0], v[1], v[3], v[4], v[5], LENGTHS);
      };
    }
  }

  /// Keys, values and weights.
  private static Tensor[] inputs() {
    Draw draw = new Draw(3);
    return new Tensor[] {
      draw.tensor(STEPS, BATCH, WIDTH),
      draw.tensor(STEPS, BATCH, VALUES),
      draw.tensor(WIDTH, WIDTH),
      draw.tensor(HIDDEN, WIDTH),
      draw.tensor(HIDDEN, WIDTH),
      draw.tensor(HIDDEN)
    };
  }

  /// The outputs and the gradients of the query and of all inputs.
  private static Tensor[] run(Score score, Tensor query, Tensor[] inputs, Tensor seed) {
    Tape tape = new Tape(Kernels.active(), new Workspace(), Workers.CALLER);
    Variable q = tape.leaf(query);
    Variable[] v = Arrays.stream(inputs).map(tape::leaf).toArray(Variable[]::new);
    AttentionOutput out = score.apply(q, v);
    Tensor[] results = new Tensor[3 + v.length];
    results[0] = out.context().value().copy();
    results[1] = out.weights().value().copy();
    tape.backward(out.context(), seed);
    results[2] = q.gradient().copy();
    for (int i = 0; i < v.length; i++) {
      Tensor gradient = v[i].gradient();
      results[3 + i] = gradient == null ? Tensor.zeros(v[i].shape()) : gradient.copy();
    }
    return results;
  }

  @ParameterizedTest
  @EnumSource
  void paddingIsNeverSeen(Score score) {
    for (float rubbish : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      for (int queries : new int[] {1, QUERIES}) {
        paddingIsNeverSeen(score, queries, rubbish);
      }
    }
  }

  private static void paddingIsNeverSeen(Score score, int queries, float rubbish) {
    Tensor query = new Draw(4).tensor(queries, BATCH, WIDTH);
    Tensor seed = new Draw(5).tensor(queries, BATCH, VALUES);
    if (queries == 1) {
      query = query.at(0);
      seed = seed.at(0);
    }
    Tensor[] clean = run(score, query, inputs(), seed);
    Tensor[] inputs = inputs();
    for (int n = 0; n < BATCH; n++) {
      for (int t = LENGTHS[n]; t < STEPS; t++) {
        fillRow(inputs[0], t * BATCH + n, rubbish);
        fillRow(inputs[1], t * BATCH + n, rubbish);
      }
    }
    Tensor[] padded = run(score, query, inputs, seed);
    for (int i = 0; i < clean.length; i++) {
      assertArrayEquals(clean[i].data(), padded[i].data(), "result " + i);
    }
    for (int n = 0; n < BATCH; n++) {
      for (int t = LENGTHS[n]; t < STEPS; t++) {
        for (int s = 0; s < queries; s++) {
          assertEquals(0f, padded[1].data()[(n * queries + s) * STEPS + t]);
        }
        for (int i = 3; i < 5; i++) {
          int width = inputs[i - 3].shape().dimension(2);
          for (int k = 0; k < width; k++) {
            assertEquals(0f, padded[i].data()[(t * BATCH + n) * width + k], "gradient of padding");
          }
        }
      }
    }
  }

  private static void fillRow(Tensor tensor, int row, float value) {
    int width = tensor.shape().dimension(2);
    Arrays.fill(tensor.data(), row * width, (row + 1) * width, value);
  }

  @ParameterizedTest
  @EnumSource
  void eachQueryGetsWhatItWouldGetAlone(Score score) {
    Tensor query = new Draw(4).tensor(QUERIES, BATCH, WIDTH);
    Tensor seed = new Draw(5).tensor(QUERIES, BATCH, VALUES);
    Tensor[] all = run(score, query, inputs(), seed);
    double[][] sums = new double[all.length][];
    for (int i = 3; i < all.length; i++) {
      sums[i] = new double[all[i].elements()];
    }
    for (int s = 0; s < QUERIES; s++) {
      Tensor[] alone = run(score, query.at(s), inputs(), seed.at(s));
      assertArrayEquals(all[0].at(s).toArray(), alone[0].toArray(), "context");
      assertArrayEquals(all[2].at(s).toArray(), alone[2].toArray(), "query's gradient");
      assertEquals(Shape.of(BATCH, 1, STEPS), alone[1].shape());
      for (int n = 0; n < BATCH; n++) {
        assertArrayEquals(all[1].at(n).at(s).toArray(), alone[1].at(n).toArray(), "weights");
      }
      for (int i = 3; i < all.length; i++) {
        for (int k = 0; k < sums[i].length; k++) {
          sums[i][k] += alone[i].data()[k];
        }
      }
    }
    for (int i = 3; i < all.length; i++) {
      Close.check("gradient " + i, sums[i], all[i], TOLERANCE);
    }
  }

  /// Keys that were projected once serve as well as keys and their weight.
  @Test
  void projectedKeys() {
    Tape tape = new Tape();
    Draw draw = new Draw(6);
    Variable query = tape.leaf(draw.tensor(BATCH, WIDTH));
    Variable[] v = Arrays.stream(inputs()).map(tape::leaf).toArray(Variable[]::new);
    Variable projected = Ops.linear(v[0], v[4], null);
    AttentionOutput once = Ops.additiveAttention(query, projected, v[1], v[3], null, v[5], LENGTHS);
    AttentionOutput wanted = Ops.additiveAttention(query, v[0], v[1], v[3], v[4], v[5], LENGTHS);
    assertArrayEquals(wanted.context().value().toArray(), once.context().value().toArray());
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    Tape tape = new Tape();
    Variable keys = tape.leaf(Tensor.zeros(Shape.of(7, 2, 3)));
    Variable query = tape.leaf(Tensor.zeros(Shape.of(5, 2, 4)));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Ops.dotAttention(query, keys, keys, null))
            .getMessage();
    assertEquals(
        "attention: expected a query [N,H] or [S,N,H] and keys [T,N,H], got [5, 2, 4] and [7, 2, 3]",
        message);
  }
}
