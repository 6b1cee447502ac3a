package dev.unroll.models.optimizer;

import static dev.unroll.autograd.op.Ops.embedding;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Of a table only the rows that were looked up are changed.
final class TouchedRowsTest {
  private static final UpdateKernel KERNEL = Kernels.active().update();
  private static final int[][] BATCHES = {{3, 5, 3}, {0, 5, 5}, {7, 3, 1}};

  private static Parameter table() {
    Tensor value = Tensor.zeros(9, 4);
    new RandomStream(2).fillNormal(value, 0, 1);
    return new Parameter("table", value);
  }

  private static void train(Parameter table, OptimizerOptions options, boolean dense) {
    Optimizer optimizer = new Optimizer(options, List.of(), List.of(table), KERNEL, true);
    Tape tape = new Tape();
    for (int[] ids : BATCHES) {
      optimizer.zeroGradients();
      tape.backward(sum(square(embedding(tape.parameter(table), ids))));
      if (dense) {
        table.gradient(); // whoever asks for all of it has it treated as a whole
      }
      assertEquals(dense, table.touchedRows().all());
      Gradients.clip(List.of(table), KERNEL, 0.9f, 1.5f);
      optimizer.step(1);
      tape.reset();
    }
  }

  static List<OptimizerOptions> withoutMemoryOfRest() {
    return List.of(new OptimizerOptions.Sgd(0.1f), new OptimizerOptions.Adagrad(0.1f));
  }

  @ParameterizedTest
  @MethodSource("withoutMemoryOfRest")
  void theBitsAreThoseOfTheWholeTable(OptimizerOptions options) {
    Parameter rows = table();
    Parameter whole = table();
    train(rows, options, false);
    train(whole, options, true);

    assertArrayEquals(whole.value().toArray(), rows.value().toArray());
  }

  @Test
  void rowsThatWereNotReadStayAsTheyAre() {
    Parameter table = table();
    float[] before = table.value().toArray();
    train(table, new OptimizerOptions.Adam(0.1f, 0.9f, 0.999f, 1e-8f, 0.1f), false);
    for (int row : new int[] {2, 4, 6, 8}) {
      for (int j = 0; j < 4; j++) {
        assertEquals(before[4 * row + j], table.value().get(row, j));
      }
    }
    for (int row : new int[] {0, 1, 3, 5, 7}) {
      assertFalse(before[4 * row] == table.value().get(row, 0), "row " + row);
    }
  }

  /// Adam's means go on for the rows that were not read, unless it is told to let them rest.
  @Test
  void rowsThatWereReadBeforeMoveOnUnlessTheyRest() {
    for (boolean sparse : new boolean[] {false, true}) {
      Parameter table = table();
      Optimizer optimizer =
          new Optimizer(new OptimizerOptions.Adam(0.1f), List.of(), List.of(table), KERNEL, sparse);
      Tape tape = new Tape();
      float[] after = new float[2];
      for (int step = 0; step < 2; step++) {
        optimizer.zeroGradients();
        tape.backward(sum(square(embedding(tape.parameter(table), new int[] {step}))));
        optimizer.step(1);
        after[step] = table.value().get(0, 0);
        tape.reset();
      }
      assertEquals(sparse, after[0] == after[1]);
    }
  }

  @Test
  void aStepCostsWhatItsBatchCosts() {
    Parameter table = new Parameter("table", Tensor.zeros(200_000, 16));
    Optimizer optimizer =
        new Optimizer(new OptimizerOptions.Adam(0.1f), List.of(), List.of(table), KERNEL, true);
    long rows = fastest(table, optimizer, false);
    long whole = fastest(table, optimizer, true);

    // 48 numbers instead of 3.2 million
    assertTrue(5 * rows < whole, rows + " ns, all rows " + whole + " ns");
  }

  private static long fastest(Parameter table, Optimizer optimizer, boolean dense) {
    Tape tape = new Tape();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      tape.backward(sum(embedding(tape.parameter(table), new int[] {1, 77_777, 199_999})));
      if (dense) {
        table.gradient();
      }
      long start = System.nanoTime();
      Gradients.clip(List.of(table), KERNEL, 0, 5);
      optimizer.step(1);
      optimizer.zeroGradients();
      best = Math.min(best, System.nanoTime() - start);
      tape.reset();
    }
    return best;
  }
}
