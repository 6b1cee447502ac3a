package dev.unroll.kernels.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.GemmWays;
import dev.unroll.kernels.shared.PackedColumns;
import dev.unroll.kernels.vector.gemm.VectorGemmKernel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Practice goes the caller's way through the lasting kernel: another way would leave the caller's uncompiled.
final class GemmStartTest {
  private static final int[][] EXTENTS = {
    {256, 256, 256},
    {150, 150, 150},
    {20, 400, 300},
    {40, 128, 128},
    {64, 128, 128},
    {1, 1024, 256},
    {1, 1024, 1},
    {9, 1000, 1000},
    {16, 2048, 512},
    {2048, 256, 96},
    {300, 1000, 1000},
    {20, 40, 1000},
    {2, 3, 5}
  };

  /// What a product was: its way, extents and operands.
  private record Product(
      GemmWays.Way way, int m, int n, int k, boolean left, boolean right, boolean add) {}

  /// Does nothing but note, with the ways of the vector kernel.
  private static class Noting implements GemmKernel, GemmWays {
    private final VectorGemmKernel vector = new VectorGemmKernel();
    final List<Product> products = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Way way(Matrix a, Matrix b, boolean add, Workers workers) {
      return vector.way(a, b, add, workers);
    }

    Product product(Matrix a, Matrix b, boolean add, Workers workers) {
      return new Product(
          way(a, b, add, workers),
          a.rows(),
          b.columns(),
          a.columns(),
          a.columnStride() != 1,
          b.columnStride() != 1,
          add);
    }

    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
      products.add(product(a, b, false, workers));
    }

    @Override
    public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
      products.add(product(a, b, true, workers));
    }

    @Override
    public PackedMatrix pack(Matrix b) {
      return new PackedColumns("noting", b.rows(), b.columns(), new float[0]);
    }

    @Override
    public void multiply(
        Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {}

    @Override
    public void multiplyAdd(
        Matrix a, PackedMatrix b, Matrix c, Workspace workspace, Workers workers) {}
  }

  /// Takes its time, so that the other is as fast.
  private static final class Slow extends Noting {
    @Override
    public void multiply(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
      LockSupport.parkNanos(100_000);
    }

    @Override
    public void multiplyAdd(Matrix a, Matrix b, Matrix c, Workspace workspace, Workers workers) {
      LockSupport.parkNanos(100_000);
    }
  }

  private final Slow first = new Slow();
  private final Noting lasting = new Noting();
  private final GemmStart start = new GemmStart(new Twins<>(first, lasting));

  /// Asks until the practice of a product is over.
  private void awaitTheEnd(Matrix a, Matrix b, boolean add) throws InterruptedException {
    long begun = System.nanoTime();
    while (start.kernel(a, b, add, Workers.CALLER) != lasting) {
      assertTrue(System.nanoTime() - begun < 30_000_000_000L, "it practises without end");
      Thread.sleep(1);
    }
  }

  @Test
  void practiceGoesTheWayOfTheCallersProduct() throws InterruptedException {
    Set<GemmWays.Way> seen = EnumSet.noneOf(GemmWays.Way.class);
    for (int[] e : EXTENTS) {
      for (int operands = 0; operands < 8; operands++) {
        Matrix a = Operands.matrix(e[0], e[2], (operands & 1) != 0);
        Matrix b = Operands.matrix(e[2], e[1], (operands & 2) != 0);
        boolean add = (operands & 4) != 0;
        GemmStartTest test = new GemmStartTest();
        Product caller = test.lasting.product(a, b, add, Workers.CALLER);
        test.awaitTheEnd(a, b, add);
        assertFalse(test.lasting.products.isEmpty());
        for (Product product : test.lasting.products) {
          String what = caller + " practised with " + product;
          assertEquals(caller.way(), product.way(), what);
          assertEquals(add, product.add(), what);
          assertTrue(product.m() <= e[0] && product.n() <= e[1] && product.k() <= e[2], what);
          if (caller.way() != GemmWays.Way.FEW_ROWS) {
            assertEquals(caller.left(), product.left(), what);
            assertEquals(caller.right(), product.right(), what);
          }
        }
        seen.add(caller.way());
      }
    }
    assertEquals(EnumSet.allOf(GemmWays.Way.class), seen);
  }

  @Test
  void onlyTheWayThatWasPractisedIsOver() throws InterruptedException {
    Matrix square = Operands.matrix(100, 100, false);
    awaitTheEnd(square, square, false);
    assertSame(first, start.kernel(square, square, true, Workers.CALLER));
    Matrix row = Operands.matrix(1, 100, false);
    assertSame(first, start.kernel(row, square, false, Workers.CALLER));
  }

  @Test
  void productsOfNothingAreNotPractised() throws InterruptedException {
    Matrix none = Operands.matrix(0, 4, false);
    Matrix square = Operands.matrix(4, 4, false);
    for (int i = 0; i < 20; i++) {
      assertSame(first, start.kernel(none, square, false, Workers.CALLER));
      Thread.sleep(1);
    }
    assertTrue(lasting.products.isEmpty());
  }
}
