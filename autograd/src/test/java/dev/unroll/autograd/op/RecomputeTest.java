package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.AnomalyException;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Recompute;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// An LSTM language model trained over a long sequence in segments, kept and recomputed.
final class RecomputeTest {
  private static final int BATCH = 2;
  private static final int CLASSES = 7;
  private static final int HIDDEN = 24;

  private final Draw draw = new Draw(11);
  private final List<Parameter> parameters = new ArrayList<>();

  private Parameter parameter(String name, int... extents) {
    Parameter parameter = new Parameter(name, draw.between(-0.3f, 0.3f, extents));
    parameters.add(parameter);
    return parameter;
  }

  private final Parameter ih = parameter("weight_ih", 4 * HIDDEN, CLASSES);
  private final Parameter hh = parameter("weight_hh", 4 * HIDDEN, HIDDEN);
  private final Parameter bi = parameter("bias_ih", 4 * HIDDEN);
  private final Parameter bh = parameter("bias_hh", 4 * HIDDEN);
  private final Parameter out = parameter("out", CLASSES, HIDDEN);

  /// One segment: from h and c to its loss and the next h and c.
  private Variable[] segment(Tape tape, Variable[] in, RandomStream random, int[] ids) {
    RecurrentParameters weights =
        new RecurrentParameters(
            tape.parameter(ih), tape.parameter(hh), tape.parameter(bi), tape.parameter(bh));
    RecurrentOutput lstm = Ops.lstm(ids, ids.length / BATCH, BATCH, weights, in[0], in[1], null);
    Variable y = Ops.dropout(lstm.y(), 0.25f, random);
    Variable loss = Ops.crossEntropy(Ops.linear(y, tape.parameter(out), null), ids).mean();
    return new Variable[] {loss, lstm.hn(), lstm.cn()};
  }

  /// The loss and all gradients; the floats that the workspace came to hold are left in `memory`.
  private List<float[]> train(int steps, int segments, boolean recompute, long[] memory) {
    parameters.forEach(Parameter::zeroGradient);
    Workspace workspace = new Workspace();
    Tape tape = new Tape(Kernels.active(), workspace, Workers.CALLER);
    RandomStream random = new RandomStream(3);
    Variable h = tape.leaf(Tensor.zeros(BATCH, HIDDEN));
    Variable c = tape.leaf(Tensor.zeros(BATCH, HIDDEN));
    Variable h0 = h;
    Variable total = null;
    RandomStream text = new RandomStream(5);
    for (int k = 0; k < segments; k++) {
      int[] ids = new int[steps / segments * BATCH];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = text.nextInt(CLASSES);
      }
      Recompute.Segment segment = (t, in, r) -> segment(t, in, r, ids);
      Variable[] results =
          recompute
              ? Recompute.run(segment, random, h, c)
              : segment.run(tape, new Variable[] {h, c}, random);
      total = total == null ? results[0] : Ops.add(total, results[0]);
      h = results[1];
      c = results[2];
    }
    float loss = total.value().item();
    tape.backward(total);
    List<float[]> numbers = new ArrayList<>();
    numbers.add(new float[] {loss});
    numbers.add(h0.gradient().toArray());
    parameters.forEach(each -> numbers.add(each.gradient().toArray()));
    memory[0] = workspace.allocatedFloats();
    return numbers;
  }

  @Test
  void sameBitsWithTheMemoryOfFewerSteps() {
    long[] plain = new long[1];
    long[] recomputed = new long[1];
    List<float[]> wanted = train(1600, 40, false, plain);
    List<float[]> got = train(1600, 40, true, recomputed);
    for (int i = 0; i < wanted.size(); i++) {
      assertArrayEquals(wanted.get(i), got.get(i));
    }
    assertTrue(
        5 * recomputed[0] < plain[0],
        "expected less than a fifth of " + plain[0] + " floats, got " + recomputed[0]);
  }

  /// Four times as many steps in twice as many segments take about twice the memory.
  @Test
  void memoryGrowsWithTheRootOfTheSteps() {
    long[] few = new long[1];
    long[] many = new long[1];
    train(256, 16, true, few);
    train(1024, 32, true, many);
    assertTrue(many[0] < 2.5 * few[0], few[0] + " floats, then " + many[0]);
  }

  @Test
  void aParameterChangedBetweenTheTwoRunsIsNoticed() {
    Tape tape = new Tape();
    Variable h = tape.leaf(Tensor.zeros(BATCH, HIDDEN));
    int[] ids = draw.ids(4 * BATCH, CLASSES);
    Variable[] results =
        Recompute.run((t, in, r) -> segment(t, in, r, ids), new RandomStream(1), h, h);
    out.updated();
    assertThrows(IllegalStateException.class, () -> tape.backward(results[0]));
  }

  @Test
  void anAnomalyIsFoundInsideASegment() {
    Tape tape = new Tape();
    tape.detectAnomalies(true);
    Variable big = tape.leaf(Tensor.of(Shape.of(1), 100));
    AnomalyException thrown =
        assertThrows(
            AnomalyException.class,
            () -> Recompute.run((t, in, r) -> new Variable[] {Ops.exp(in[0])}, null, big));
    assertTrue(thrown.getMessage().contains("forward: exp"), thrown.getMessage());
  }

  @Test
  void optionalInputsAndNoGradientMode() {
    Tape tape = new Tape();
    Variable x = tape.leaf(Tensor.of(Shape.of(1), 3));
    Recompute.Segment square =
        (t, in, r) -> new Variable[] {in[1] == null ? Ops.square(in[0]) : in[1]};
    try (var _ = tape.noGradient()) {
      assertEquals(9, Recompute.run(square, null, x, null)[0].value().item());
    }
    tape.backward(Recompute.run(square, null, x, null)[0]);
    assertEquals(6, x.gradient().item());
  }
}
