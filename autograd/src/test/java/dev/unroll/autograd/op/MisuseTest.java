package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.AnomalyException;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.recurrent.RecurrentLayer;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What does not fit is refused before anything is computed, with both shapes in the message; anomalies are
/// found with their operation and time step.
final class MisuseTest {
  private final Tape tape = new Tape();

  private Variable zeros(int... extents) {
    return tape.leaf(Tensor.zeros(extents));
  }

  private static void refused(Executable code, String... parts) {
    Throwable thrown = assertThrows(IllegalArgumentException.class, code);
    for (String part : parts) {
      assertTrue(thrown.getMessage().contains(part), thrown.getMessage() + " names " + part);
    }
  }

  @Test
  void shapesThatDoNotFit() {
    refused(() -> Ops.add(zeros(2, 3), zeros(2)), "add", "[2, 3]", "[2]");
    refused(() -> Ops.multiply(zeros(4, 3), zeros(5, 3)), "multiply", "[4, 3]", "[5, 3]");
    refused(() -> Ops.linear(zeros(2, 3), zeros(5, 4), null), "linear", "[2, 3]", "[5, 4]");
    refused(() -> Ops.linear(zeros(2, 3), zeros(5, 3), zeros(4)), "bias", "[5]", "[4]");
    refused(() -> Ops.matmul(zeros(2, 3), zeros(4, 5)), "matmul", "[2, 3]", "[4, 5]");
    refused(() -> Ops.matmul(zeros(2, 2, 3), zeros(3, 3, 5)), "[2, 2, 3]", "[3, 3, 5]");
    refused(() -> Ops.concatenate(0, zeros(2, 3), zeros(2, 4)), "concatenate", "[2, 3]", "[2, 4]");
    refused(() -> Ops.stack(0, zeros(2), zeros(3)), "stack", "[2]", "[3]");
    refused(() -> Ops.reshape(zeros(2, 3), Shape.of(5)), "[2, 3]", "[5]");
    refused(() -> Ops.mse(zeros(2), zeros(3)), "mse", "[2]", "[3]");
    refused(() -> Ops.dotAttention(zeros(2, 3), zeros(4, 2, 5), zeros(4, 2, 5), null), "[2, 3]");
    refused(
        () -> Ops.conv2d(zeros(1, 2, 5, 5), zeros(1, 3, 3, 3), null, 1, 0),
        "[1, 2, 5, 5]",
        "[1, 3, 3, 3]");
    refused(() -> Ops.conv2d(zeros(1, 1, 2, 2), zeros(1, 1, 3, 3), null, 1, 0), "conv2d", "3");
    refused(() -> Ops.split(zeros(5), 0, 2, 2), "split", "[5]", "4");
    refused(() -> Ops.layerNorm(zeros(2, 3), zeros(4), zeros(4), 1e-5f), "[3]", "[4]");
  }

  @Test
  void recurrentShapesThatDoNotFit() {
    RecurrentParameters p = new RecurrentParameters(zeros(8, 3), zeros(8, 2), null, null);
    refused(() -> Ops.lstm(zeros(4, 2), p, null, null, null), "[4, 2]");
    refused(() -> Ops.lstm(zeros(4, 2, 5), p, null, null, null), "[4, 2, 5]");
    refused(() -> Ops.lstm(zeros(4, 2, 3), p, zeros(2, 3), null, null), "h0", "[2, 3]");
    refused(() -> Ops.lstm(zeros(4, 2, 3), p, null, null, new int[] {1}), "lengths");
    refused(() -> Ops.lstm(zeros(4, 2, 3), p, null, null, new int[] {1, 5}), "lengths[1]", "5");
    refused(() -> Ops.lstm(new int[] {0, 3}, 1, 2, p, null, null, null), "ids[1]", "3");
    refused(
        () -> Ops.projectedLstm(zeros(4, 2, 3), p.and(zeros(3, 2)), null, null, null),
        "weight_hr",
        "[3, 2]",
        "[2, 2]");
    refused(
        () -> Ops.projectedLstm(zeros(4, 2, 3), p, null, null, null),
        "projected-lstm",
        "5 parameters",
        "got 4");
    Variable peephole = zeros(2);
    refused(
        () ->
            Ops.peepholeLstm(zeros(4, 2, 3), p.and(peephole, peephole, zeros(3)), null, null, null),
        "peephole_o",
        "[2]",
        "[3]");
    refused(
        () ->
            Ops.jordan(
                zeros(4, 2, 3),
                new RecurrentParameters(zeros(5, 3), zeros(5, 2), null, null)
                    .and(zeros(2, 5), zeros(5)),
                null,
                null),
        "bias_ho",
        "[2]",
        "[5]");
  }

  @ParameterizedTest
  @EnumSource
  void lengthsThatDoNotFit(RecurrentLayer layer) {
    int rows = layer.gates() * 2;
    RecurrentParameters p = new RecurrentParameters(zeros(rows, 3), zeros(rows, 2), null, null);
    Variable x = zeros(4, 2, 3);
    refused(() -> layer.apply(x, p, null, null, new int[] {1}), "lengths", "2 rows");
    refused(() -> layer.apply(x, p, null, null, new int[] {5, 1}), "lengths[0]", "4", "5");
    refused(() -> layer.apply(x, p, null, null, new int[] {1, -1}), "lengths[1]", "-1");
  }

  @Test
  void valuesThatMakeNoSense() {
    RandomStream random = new RandomStream(1);
    refused(() -> Ops.dropout(zeros(2), 1, random), "1.0");
    refused(() -> Ops.dropout(zeros(2), Float.NaN, random), "NaN");
    refused(() -> Ops.randomTruncation(zeros(2), 0, random), "0.0");
    refused(() -> Ops.clamp(zeros(2), 1, 0), "clamp");
    refused(() -> Ops.crossEntropy(zeros(2, 3), new int[] {0, 3}), "targets[1]", "3");
    refused(() -> Ops.crossEntropy(zeros(2, 3), new int[] {0}), "[2, 3]", "1");
    refused(
        () -> Ops.weightedCrossEntropy(zeros(2, 3), new int[] {0, 3}, null, 0.1f),
        "targets[1]",
        "3");
    refused(() -> Ops.embedding(zeros(2, 3), new int[] {2}), "ids[0]", "2");
    refused(() -> Ops.sum(zeros(2, 3), 2), "axis from -2 to 1", "2");
    refused(() -> Ops.sum(zeros(2, 3), 1, -1), "twice");
    refused(() -> Ops.max(zeros(2, 0), 1), "[2, 0]");
    refused(() -> Ops.permute(zeros(2, 3), 0, 0), "[0, 0]");
    refused(() -> Ops.maxPool(zeros(1, 1, 4, 4), 2, 1, 2), "padding");
    Variable image = zeros(1, 1, 4, 4);
    Variable weight = zeros(1, 1, 2, 2);
    refused(() -> Ops.conv2d(image, zeros(1, 1, 0, 2), null, 1, 0), "kernel", "0");
    refused(() -> Ops.conv2d(image, weight, null, 0, 0), "stride", "0");
    refused(() -> Ops.conv2d(image, weight, null, 1, -1), "padding", "-1");
  }

  @Test
  void anAnomalyInASequenceIsFoundWithItsStep() {
    tape.detectAnomalies(true);
    Tensor x = Tensor.zeros(5, 1, 1);
    x.fill(1);
    Tensor weight = Tensor.of(Shape.of(1, 1), 1e13f);
    RecurrentParameters p =
        new RecurrentParameters(tape.leaf(weight), tape.leaf(weight), null, null);
    Throwable thrown =
        assertThrows(
            AnomalyException.class, () -> Ops.rnn(Activation.RELU, tape.leaf(x), p, null, null));
    assertTrue(thrown.getMessage().contains("forward: rnn-relu"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("time step 2"), thrown.getMessage());
  }

  /// Only y[2] has a gradient; with W = 10³⁰ it is beyond float32 at x[2], the first step that it reaches.
  @ParameterizedTest
  @EnumSource
  void anAnomalyInAnyLayerIsFoundWithItsStep(RecurrentLayer layer) {
    tape.detectAnomalies(true);
    int rows = layer.gates() * 2;
    Tensor weight = Tensor.zeros(rows, 3);
    weight.fill(1e30f);
    Tensor bias = Tensor.zeros(rows);
    bias.fill(1);
    RecurrentParameters p =
        new RecurrentParameters(
            tape.constant(weight), zeros(rows, 2), tape.constant(bias), tape.constant(bias));
    RecurrentOutput out = layer.apply(zeros(4, 1, 3), p, null, null, null);
    Tensor seed = Tensor.zeros(out.y().shape());
    seed.at(2).fill(1e20f);
    Throwable thrown = assertThrows(AnomalyException.class, () -> tape.backward(out.y(), seed));
    assertTrue(thrown.getMessage().contains("time step 2"), thrown.getMessage());
  }

  /// Backward, gradients grow from the last step to the first: with W = 2²⁰ and seven steps, those of the
  /// inputs are 2²⁰, 2⁴⁰, …, 2¹²⁰, and then beyond float32.
  @Test
  void anAnomalyInBackwardIsFoundWithItsStep() {
    tape.detectAnomalies(true);
    Tensor x = Tensor.zeros(7, 1, 1);
    x.fill(0x1p-126f);
    Tensor weight = Tensor.of(Shape.of(1, 1), 0x1p20f);
    RecurrentParameters p =
        new RecurrentParameters(
            tape.constant(Tensor.of(Shape.of(1, 1), 0x1p20f)), tape.constant(weight), null, null);
    RecurrentOutput out = Ops.rnn(Activation.RELU, tape.leaf(x), p, null, null);
    Tensor seed = Tensor.of(Shape.of(1, 1), 1);
    Throwable thrown = assertThrows(AnomalyException.class, () -> tape.backward(out.hn(), seed));
    assertTrue(thrown.getMessage().contains("backward: rnn-relu"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("time step 0"), thrown.getMessage());
  }
}
