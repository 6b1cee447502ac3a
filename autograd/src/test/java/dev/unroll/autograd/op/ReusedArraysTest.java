package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Recompute;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.recurrent.RecurrentLayer;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// An array of ids, lengths or weights belongs to the caller again as soon as an operation has run: what is
/// written into it before backward changes no gradient.
final class ReusedArraysTest {
  private final Draw draw = new Draw(3);

  /// An operation of two variables and an array.
  @FunctionalInterface
  private interface Graph {
    Variable apply(Variable x, Variable z, int[] array);
  }

  private static void unmoved(Graph graph, Tensor x, Tensor z, int[] array, int... other) {
    float[][] wanted = gradients(graph, x, z, array.clone(), array);
    float[][] got = gradients(graph, x, z, array.clone(), other);
    assertArrayEquals(wanted[0], got[0]);
    assertArrayEquals(wanted[1], got[1]);
  }

  private static float[][] gradients(Graph graph, Tensor x, Tensor z, int[] array, int[] after) {
    Tape tape = new Tape();
    Variable first = tape.leaf(x);
    Variable second = tape.leaf(z);
    Variable y = graph.apply(first, second, array);
    System.arraycopy(after, 0, array, 0, array.length);
    Tensor seed = Tensor.zeros(y.shape());
    for (int i = 0; i < seed.elements(); i++) {
      seed.data()[i] = i + 1;
    }
    tape.backward(y, seed);
    return new float[][] {
      first.gradient().toArray(), second.gradient() == null ? null : second.gradient().toArray()
    };
  }

  @Test
  void idsAndLengths() {
    Tensor rows = draw.tensor(3, 4);
    Tensor steps = draw.tensor(3, 2, 4);
    Tensor queries = draw.tensor(2, 2, 4);
    int[] three = {0, 2, 1};
    int[] two = {3, 1};
    unmoved((x, _, ids) -> Ops.embedding(x, ids), rows, rows, three, 1, 1, 1);
    unmoved((x, _, ids) -> Ops.gatherRows(x, ids), rows, rows, three, 1, 1, 1);
    unmoved((x, _, ids) -> Ops.crossEntropy(x, ids).mean(), rows, rows, three, 1, 1, 1);
    unmoved(
        (x, _, ids) -> Ops.weightedCrossEntropy(x, ids, null, 0.1f).sum(),
        rows,
        rows,
        three,
        1,
        1,
        1);
    unmoved((x, _, lengths) -> Ops.reverse(x, lengths), steps, steps, two, 0, 3);
    unmoved((x, z, lengths) -> Ops.mse(x, z, lengths, null).sum(), steps, steps, two, 0, 3);
    unmoved(
        (x, z, lengths) -> Ops.dotAttention(x, z, z, lengths).context(), queries, steps, two, 0, 3);
    Tensor table = draw.tensor(4, 4);
    Tensor weights = draw.tensor(4);
    unmoved(
        (x, z, lengths) -> {
          Variable w = x.tape().constant(table);
          return Ops.additiveAttention(x, z, z, w, w, x.tape().constant(weights), lengths)
              .context();
        },
        queries,
        steps,
        two,
        0,
        3);
  }

  @ParameterizedTest
  @EnumSource
  void lengthsOfRecurrentLayers(RecurrentLayer layer) {
    unmoved(
        (x, z, lengths) -> layer.apply(x, parameters(layer, z), null, null, lengths).y(),
        draw.tensor(3, 2, 4),
        draw.tensor(layer.gates() * 2, 2),
        new int[] {3, 1},
        0,
        3);
  }

  @ParameterizedTest
  @EnumSource
  void tokensOfRecurrentLayers(RecurrentLayer layer) {
    unmoved(
        (x, z, ids) ->
            layer.apply(ids, 3, 2, new RecurrentParameters(x, z, null, null), null, null, null).y(),
        draw.tensor(layer.gates() * 2, 4),
        draw.tensor(layer.gates() * 2, 2),
        new int[] {0, 1, 2, 3, 2, 1},
        0,
        0,
        0,
        0,
        0,
        0);
  }

  private RecurrentParameters parameters(RecurrentLayer layer, Variable recurrent) {
    Variable input = recurrent.tape().constant(new Draw(5).tensor(layer.gates() * 2, 4));
    return new RecurrentParameters(input, recurrent, null, null);
  }

  @Test
  void weightsOfLosses() {
    for (boolean classes : new boolean[] {true, false}) {
      float[][] gradients = new float[2][];
      for (int k = 0; k < 2; k++) {
        Tape tape = new Tape();
        Variable x = tape.leaf(new Draw(4).tensor(3, 2));
        Tensor weights = Tensor.zeros(classes ? 2 : 3);
        weights.fill(2);
        LossOutput loss =
            classes
                ? Ops.weightedCrossEntropy(x, new int[] {0, 1, 1}, weights, 0.1f)
                : Ops.mse(x, x.detach(), null, weights);
        weights.fill(k == 0 ? 2 : 7);
        tape.backward(Ops.add(loss.sum(), Ops.sum(x)));
        gradients[k] = x.gradient().toArray();
      }
      assertArrayEquals(gradients[0], gradients[1]);
    }
  }

  /// A segment that is computed again from ids that have changed would mix two graphs.
  @Test
  void aSegmentThatGivesOtherNumbersTheSecondTime() {
    Tape tape = new Tape();
    Variable table = tape.leaf(draw.tensor(3, 4));
    int[] ids = {0, 2};
    Variable y =
        Recompute.run((_, in, _) -> new Variable[] {Ops.embedding(in[0], ids)}, null, table)[0];
    Arrays.fill(ids, 1);
    Variable sum = Ops.sum(y);
    String message =
        assertThrows(IllegalStateException.class, () -> tape.backward(sum)).getMessage();
    assertTrue(message.contains("recompute") && message.contains("output 0"), message);
  }
}
