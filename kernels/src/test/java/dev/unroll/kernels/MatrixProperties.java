package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Tensor;
import java.util.BitSet;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Views, and whether they share memory.
final class MatrixProperties {
  private static final float[] DATA = new float[200];

  private static Matrix random(SplittableRandom random) {
    while (true) {
      int line = random.nextInt(-9, 10);
      boolean rowMajor = random.nextBoolean();
      try {
        return new Matrix(
            DATA,
            random.nextInt(DATA.length),
            random.nextInt(6),
            random.nextInt(6),
            rowMajor ? line : 1,
            rowMajor ? 1 : line);
      } catch (IllegalArgumentException beyondTheArray) {
        // another one
      }
    }
  }

  private static BitSet elements(Matrix matrix) {
    BitSet elements = new BitSet();
    for (int r = 0; r < matrix.rows(); r++) {
      for (int c = 0; c < matrix.columns(); c++) {
        elements.set(matrix.offset() + r * matrix.rowStride() + c * matrix.columnStride());
      }
    }
    return elements;
  }

  @Property(seed = "1", tries = 2000)
  void viewsOverlapExactlyWhereTheyShareAnElement(@ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix a = random(random);
    Matrix b = random(random);
    assertEquals(elements(a).intersects(elements(b)), a.overlaps(b), () -> show(a) + show(b));
    assertEquals(a.overlaps(b), b.overlaps(a));
  }

  private static String show(Matrix m) {
    return m + " from " + m.offset() + ", strides " + m.rowStride() + ", " + m.columnStride() + " ";
  }

  @Example
  void otherArraysNeverOverlap() {
    Matrix a = Matrix.rowMajor(DATA, 0, 2, 3, 3);
    assertEquals(false, a.overlaps(Matrix.rowMajor(DATA.clone(), 0, 2, 3, 3)));
  }

  @Example
  void partsLieWithinTheView() {
    Matrix all = Matrix.rowMajor(DATA, 10, 5, 4, 7);
    refused("columns: expected a range within 0 to 4, got 2 to 5", () -> all.columns(2, 5));
    refused("columns: expected a range within 0 to 4, got -1 to 2", () -> all.columns(-1, 2));
    refused("columns: expected a range within 0 to 4, got 3 to 2", () -> all.columns(3, 2));
    refused("rows: expected a range within 0 to 5, got 0 to 6", () -> all.rows(0, 6));
    refused("rows: expected a range within 0 to 4, got 4 to 5", () -> all.transpose().rows(4, 5));
    assertEquals(0, all.rows(5, 5).rows());
    refused("data: expected an array, got null", () -> Matrix.rowMajor(null, 0, 1, 1, 1));
  }

  @Example
  void aMatrixWithoutColumnsHasItsRows() {
    Matrix matrix = Matrix.of(Tensor.zeros(3, 2, 0));
    assertEquals(6, matrix.rows());
    assertEquals(0, matrix.columns());
    assertEquals(0, Matrix.of(Tensor.zeros(0, 4)).rows());
    assertThrows(IllegalArgumentException.class, () -> Matrix.of(Tensor.scalar(1)));
  }

  private static void refused(String message, Runnable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code::run).getMessage());
  }
}
