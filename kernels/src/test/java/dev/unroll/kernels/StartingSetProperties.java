package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.checked.CheckedKernels;
import dev.unroll.kernels.scalar.ScalarKernels;
import dev.unroll.kernels.shared.PackedColumns;
import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.ForwardingKernel;
import dev.unroll.kernels.testing.RecurrentCase;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentRun;
import dev.unroll.kernels.vector.VectorKernels;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The set in which the scalar kernels run until the vector ones are compiled: nobody sees when that is.
final class StartingSetProperties {
  private static final KernelSet VECTOR = VectorKernels.set(ScalarKernels.SET);

  private static KernelSet starting() {
    return CheckedKernels.of(VECTOR, ScalarKernels.SET);
  }

  private static boolean practising() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("unroll-start"));
  }

  /// Forward by one set and back by the other, as when the change comes between them.
  @Property(seed = "1", tries = 60)
  void backwardGoesOnFromTheForwardPassOfTheOtherSet(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll boolean tokens) {
    RecurrentKernel scalar = c.cell().kernel(ScalarKernels.SET);
    RecurrentKernel vector = c.cell().kernel(VECTOR);
    RecurrentRun wanted = new RecurrentRun(scalar).withTokens(tokens ? c.tokens() : null);
    for (RecurrentKernel mixed :
        new RecurrentKernel[] {mixed(scalar, vector), mixed(vector, scalar)}) {
      Differences.requireSameBits(
          c.toString(), wanted.run(c.problem()).all(), wanted.with(mixed).run(c.problem()).all());
    }
  }

  /// From the first call to long after the last practice, with weights packed before and after.
  @Example
  void recurrentKernelsGiveTheSameBitsThroughout() {
    for (RecurrentCell cell : RecurrentCell.values()) {
      RecurrentProblem problem = RecurrentProblem.random(cell, 3, 5, 9, 21, 7);
      RecurrentRun scalar = new RecurrentRun(cell.kernel(Kernels.scalar()));
      RecurrentRun starting = scalar.with(cell.kernel(starting()));
      long begun = System.nanoTime();
      for (int after = 0; after < 3; after += practising() ? 0 : 1) {
        assertTrue(System.nanoTime() - begun < 30_000_000_000L, "it practises without end");
        String name = cell + " after " + (System.nanoTime() - begun) / 1_000_000 + " ms";
        Differences.requireSameBits(name, scalar.run(problem).all(), starting.run(problem).all());
        Differences.requireSameBits(
            name, scalar.inference(problem).outputs(), starting.inference(problem).outputs());
        Differences.requireSameBits(name, scalar.steps(problem), starting.steps(problem));
      }
    }
  }

  /// Weights that were packed for both sets stay good after the change, and hold one layout only from then on.
  @Example
  void packedOperandsOutliveTheChange() throws InterruptedException {
    KernelSet set = starting();
    float[] numbers = new float[24 * 40];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (i * 31 % 17 - 8) / 8f;
    }
    Matrix b = Matrix.rowMajor(numbers, 0, 24, 40, 40);
    Matrix a = Matrix.rowMajor(numbers, 0, 7, 24, 24);
    PackedMatrix packed = set.gemm().pack(b);
    assertNotNull(PackedColumns.first(packed));
    float[] wanted = product(Kernels.scalar(), a, Kernels.scalar().gemm().pack(b));
    long begun = System.nanoTime();
    for (int after = 0; after < 3; after += practising() ? 0 : 1) {
      assertTrue(System.nanoTime() - begun < 30_000_000_000L, "it practises without end");
      assertTrue(Arrays.equals(wanted, product(set, a, packed)));
      Thread.sleep(1);
    }
    assertNull(PackedColumns.first(packed));
    PackedMatrix packedAfter = set.gemm().pack(b);
    assertNull(PackedColumns.first(packedAfter));
    assertTrue(Arrays.equals(wanted, product(set, a, packedAfter)));
  }

  private static float[] product(KernelSet set, Matrix a, PackedMatrix b) {
    Tensor c = Tensor.zeros(a.rows(), b.columns());
    set.gemm().multiply(a, b, Matrix.of(c), new Workspace(), Workers.CALLER);
    set.gemm().multiplyAdd(a, b, Matrix.of(c), new Workspace(), Workers.CALLER);
    return c.data();
  }

  /// A kernel with the backward pass of another.
  private static RecurrentKernel mixed(RecurrentKernel forward, RecurrentKernel backward) {
    return new ForwardingKernel(forward) {
      @Override
      public void backward(
          RecurrentSequence sequence,
          RecurrentGradients gradients,
          Workspace workspace,
          Workers workers) {
        backward.backward(sequence, gradients, workspace, workers);
      }
    };
  }
}
