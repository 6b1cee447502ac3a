package dev.unroll.autograd.op.recurrent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.BidirectionalOutput;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Layers against time and in both directions against what they stand for: sequences in reverse order, and outputs beside
/// one another.
final class BidirectionalTest {
  private static final int STEPS = 5;
  private static final int BATCH = 3;
  private static final int INPUTS = 4;
  private static final int HIDDEN = 6;

  /// Sums in another order.
  private static final float TOLERANCE = 2e-5f;

  private final Tape tape = new Tape();
  private final Draw draw = new Draw(3);

  static Stream<Arguments> cells() {
    List<int[]> lengths = new ArrayList<>();
    lengths.add(null);
    lengths.add(new int[] {5, 0, 3});
    return lengths.stream()
        .flatMap(
            each ->
                Stream.of(
                    Arguments.of(
                        "lstm", 4, (Function<KernelSet, RecurrentKernel>) KernelSet::lstm, each),
                    Arguments.of(
                        "gru", 3, (Function<KernelSet, RecurrentKernel>) KernelSet::gru, each),
                    Arguments.of(
                        "rnn",
                        1,
                        (Function<KernelSet, RecurrentKernel>) KernelSet::rnnTanh,
                        each)));
  }

  private Variable leaf(int... extents) {
    return tape.leaf(draw.tensor(extents));
  }

  private RecurrentLayer layer(RecurrentKernel kernel, int gates) {
    RecurrentParameters parameters =
        new RecurrentParameters(
            leaf(gates * HIDDEN, INPUTS),
            leaf(gates * HIDDEN, HIDDEN),
            leaf(gates * HIDDEN),
            leaf(gates * HIDDEN));
    return new RecurrentLayer(
        kernel,
        parameters,
        leaf(BATCH, HIDDEN),
        kernel.hasCellState() ? leaf(BATCH, HIDDEN) : null);
  }

  private static List<Variable> leaves(RecurrentLayer layer) {
    RecurrentParameters p = layer.parameters();
    List<Variable> leaves =
        new ArrayList<>(List.of(p.weightIh(), p.weightHh(), p.biasIh(), p.biasHh(), layer.h0()));
    if (layer.c0() != null) {
      leaves.add(layer.c0());
    }
    return leaves;
  }

  /// Outputs, then the gradients of `Σ y ⊙ dy + Σ hnReverse ⊙ dhn` to all leaves, of a graph of its own.
  private static List<float[]> results(
      Function<KernelSet, RecurrentKernel> cell, int gates, int[] lengths, boolean inPlace) {
    BidirectionalTest graph = new BidirectionalTest();
    RecurrentKernel kernel = cell.apply(graph.tape.kernels());
    RecurrentLayer there = graph.layer(kernel, gates);
    RecurrentLayer back = graph.layer(kernel, gates);
    Variable x = graph.leaf(STEPS, BATCH, INPUTS);
    BidirectionalOutput out =
        inPlace ? Ops.bidirectional(there, back, x, lengths) : copied(there, back, x, lengths);
    List<float[]> results = new ArrayList<>();
    for (Variable each :
        Arrays.asList(out.y(), out.hn(), out.cn(), out.hnReverse(), out.cnReverse())) {
      results.add(each == null ? null : each.value().toArray());
    }
    graph.tape.backward(
        new Variable[] {out.y(), out.hnReverse()},
        new Tensor[] {
          graph.draw.tensor(STEPS, BATCH, 2 * HIDDEN), graph.draw.tensor(BATCH, HIDDEN)
        });
    results.add(x.gradient().toArray());
    leaves(there).forEach(each -> results.add(each.gradient().toArray()));
    leaves(back).forEach(each -> results.add(each.gradient().toArray()));
    return results;
  }

  /// By copies in reverse order.
  private static BidirectionalOutput copied(
      RecurrentLayer there, RecurrentLayer back, Variable x, int[] lengths) {
    RecurrentOutput forward = Ops.recurrent(there, Direction.FORWARD, x, lengths);
    RecurrentOutput reverse =
        Ops.recurrent(back, Direction.FORWARD, Ops.reverse(x, lengths), lengths);
    Variable y = Ops.concatenate(-1, forward.y(), Ops.reverse(reverse.y(), lengths));
    return new BidirectionalOutput(y, forward.hn(), forward.cn(), reverse.hn(), reverse.cn());
  }

  @ParameterizedTest
  @MethodSource("cells")
  void bothDirectionsStandBesideOneAnother(
      String name, int gates, Function<KernelSet, RecurrentKernel> of, int[] lengths) {
    List<float[]> wanted = results(of, gates, lengths, false);
    List<float[]> got = results(of, gates, lengths, true);
    assertEquals(wanted.size(), got.size());
    for (int i = 0; i < wanted.size(); i++) {
      // the outputs to the bit; gradients are sums in another order
      assertArrayEquals(wanted.get(i), got.get(i), i < 5 ? 0 : TOLERANCE, name + " " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void againstTimeIsForwardInReverseOrder(
      String name, int gates, Function<KernelSet, RecurrentKernel> of, int[] lengths) {
    RecurrentLayer layer = layer(of.apply(tape.kernels()), gates);
    int[] ids = draw.ids(STEPS * BATCH, INPUTS);
    int[] reversed = Ops.reverse(ids, STEPS, BATCH, lengths);
    RecurrentOutput wanted =
        Ops.recurrent(layer, Direction.FORWARD, reversed, STEPS, BATCH, lengths);
    RecurrentOutput got = Ops.recurrent(layer, Direction.REVERSE, ids, STEPS, BATCH, lengths);
    assertArrayEquals(
        Ops.reverse(wanted.y(), lengths).value().toArray(), got.y().value().toArray(), name);
    assertArrayEquals(wanted.hn().value().toArray(), got.hn().value().toArray(), name);
  }

  @Test
  void twoCellsAreRefused() {
    RecurrentLayer gru = layer(tape.kernels().gru(), 3);
    RecurrentLayer resetAfter = layer(tape.kernels().resetAfterGru(), 3);
    Variable x = leaf(STEPS, BATCH, INPUTS);
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> Ops.bidirectional(gru, resetAfter, x, null))
            .getMessage();
    assertTrue(message.contains("gru") && message.contains("reset-after-gru"), message);
  }
}
