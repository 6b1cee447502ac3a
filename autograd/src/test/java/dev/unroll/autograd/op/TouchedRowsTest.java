package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Recompute;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.TouchedRows;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A table's gradient is touched where it was looked up, and what keeps to those rows has the bits of the whole.
final class TouchedRowsTest {
  private static final int ROWS = 200;
  private static final int WIDTH = 70;
  private static final int[] IDS = {3, 199, 63, 64, 3, 0};
  private static final List<Integer> TOUCHED = List.of(0, 3, 63, 64, 199);

  private final Draw draw = new Draw(3);
  private final Parameter table = new Parameter("table", draw.tensor(ROWS, WIDTH));
  private final Tape tape = new Tape();

  private void backward(Function<Variable, Variable> graph) {
    try (var _ = tape.step()) {
      Variable y = graph.apply(tape.parameter(table));
      tape.backward(y, new Draw(4).tensor(y.shape().dimensions()));
    }
  }

  private List<Integer> touched() {
    List<Integer> rows = new ArrayList<>();
    TouchedRows touched = table.touchedRows();
    for (int row = touched.next(0); row >= 0; row = touched.next(row + 1)) {
      rows.add(row);
    }
    assertEquals(rows.size(), touched.count());
    return rows;
  }

  @Test
  void rowsThatWereLookedUp() {
    assertEquals(List.of(), touched());
    backward(x -> Ops.embedding(x, IDS));
    assertEquals(TOUCHED, touched());
    assertFalse(table.touchedRows().all());
    backward(x -> Ops.gatherRows(x, 100));
    assertEquals(List.of(0, 3, 63, 64, 100, 199), touched());
    table.zeroGradient();
    assertEquals(List.of(), touched());
    assertArrayEquals(new float[ROWS * WIDTH], table.touchedRows().gradient().toArray());
  }

  @Test
  void aSegmentThatIsComputedAgain() {
    Tensor seed = draw.tensor(6, WIDTH);
    try (var _ = tape.step()) {
      Variable x = tape.leaf(Tensor.zeros(1));
      Variable[] y =
          Recompute.run(
              (inner, _, _) -> new Variable[] {Ops.embedding(inner.parameter(table), IDS)},
              null,
              x);
      tape.backward(y, new Tensor[] {seed});
    }
    assertEquals(TOUCHED, touched());
  }

  /// Whatever else reads the table, before or after it is looked up, touches all of it.
  @Test
  void aTableThatIsAlsoAWeight() {
    Tensor x = draw.tensor(2, WIDTH);
    Function<Variable, Variable> linear = w -> Ops.sum(Ops.linear(tape.constant(x), w, null));
    Function<Variable, Variable> lookUp = w -> Ops.sum(Ops.embedding(w, IDS));
    for (boolean first : new boolean[] {true, false}) {
      backward(
          w ->
              first
                  ? Ops.add(lookUp.apply(w), linear.apply(w))
                  : Ops.add(linear.apply(w), lookUp.apply(w)));
      assertTrue(table.touchedRows().all());
      assertEquals(ROWS, table.touchedRows().count());
      assertEquals(ROWS, touched().size());
      table.zeroGradient();
      assertFalse(table.touchedRows().all());
      assertArrayEquals(new float[ROWS * WIDTH], table.touchedRows().gradient().toArray());
    }
  }

  /// Who is given the gradient may write anywhere.
  @Test
  void aGradientThatWasHandedOut() {
    backward(x -> Ops.embedding(x, IDS));
    table.gradient().fill(1);
    assertTrue(table.touchedRows().all());
    table.zeroGradient();
    assertArrayEquals(new float[ROWS * WIDTH], table.touchedRows().gradient().toArray());
  }

  @Test
  void clippingHasTheBitsOfTheWhole() {
    for (KernelSet set : new KernelSet[] {Kernels.scalar(), Kernels.active()}) {
      UpdateKernel kernel = set.update();
      for (int[] extents : new int[][] {{ROWS, WIDTH}, {3, 5000}, {200, 4096}, {9000, 1}, {200}}) {
        Parameter some = new Parameter("some", Tensor.zeros(Shape.of(extents)));
        int[] ids = extents[0] == 3 ? new int[] {2, 1} : IDS;
        try (var _ = tape.step()) {
          Variable y = Ops.gatherRows(tape.parameter(some), ids);
          tape.backward(y, new Draw(4).tensor(y.shape().dimensions()));
        }
        TouchedRows touched = some.touchedRows();
        assertFalse(touched.all());
        Tensor whole = touched.gradient().copy();
        double wanted = kernel.sumOfSquares(whole);
        assertTrue(wanted > 0);
        assertEquals(wanted, touched.sumOfSquares(kernel));
        kernel.scale(whole, 0.3f);
        touched.scale(kernel, 0.3f);
        assertArrayEquals(whole.toArray(), touched.gradient().toArray());
        kernel.clip(whole, 0.1f);
        touched.clip(kernel, 0.1f);
        assertArrayEquals(whole.toArray(), touched.gradient().toArray());
        some.gradient();
        assertEquals(kernel.sumOfSquares(whole), touched.sumOfSquares(kernel));
        touched.scale(kernel, 2);
        kernel.scale(whole, 2);
        touched.clip(kernel, 0.05f);
        kernel.clip(whole, 0.05f);
        assertArrayEquals(whole.toArray(), touched.gradient().toArray());
      }
    }
  }

  @Test
  void parametersWithoutRows() {
    Parameter number = new Parameter("number", Tensor.scalar(3));
    Parameter nothing = new Parameter("nothing", Tensor.zeros(0, 4));
    try (var _ = tape.step()) {
      tape.backward(Ops.square(tape.parameter(number)));
    }
    assertEquals(6, number.touchedRows().gradient().item());
    assertTrue(number.touchedRows().all());
    number.zeroGradient();
    assertEquals(0, number.touchedRows().gradient().item());
    assertEquals(-1, number.touchedRows().next(0));
    assertEquals(-1, nothing.touchedRows().next(0));
    assertEquals(0, nothing.gradient().elements());
    assertEquals(-1, nothing.touchedRows().next(0));
  }
}
