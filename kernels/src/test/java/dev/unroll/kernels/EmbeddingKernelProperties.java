package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.testing.Floats;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class EmbeddingKernelProperties {
  private static final EmbeddingKernel SCALAR = Kernels.scalar().embedding();
  private static final EmbeddingKernel ACTIVE = Kernels.active().embedding();

  private static Tensor tensor(int offset, float[] values, int... dimensions) {
    return Tensor.wrap(Floats.at(offset, values), offset, Shape.of(dimensions));
  }

  @Property
  void gatherCopiesRows(
      @ForAll(supplier = Lengths.class) int width,
      @ForAll @IntRange(min = 1, max = 7) int vocabulary,
      @ForAll @IntRange(max = 9) int count,
      @ForAll long seed) {
    Tensor table = tensor(3, Floats.wild(seed, vocabulary * width), vocabulary, width);
    int[] ids = new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
    for (EmbeddingKernel kernel : new EmbeddingKernel[] {SCALAR, ACTIVE}) {
      Tensor y = tensor(5, new float[count * width], count, width);
      kernel.gather(table, ids, y);
      for (int m = 0; m < count; m++) {
        Floats.requireSameBits("row " + m, table.at(ids[m]).toArray(), y.at(m).toArray());
      }
    }
  }

  /// Rows are added last first, so a loop over single floats gives the very bits.
  @Property
  void scatterAddsRowsLastFirst(
      @ForAll(supplier = Lengths.class) int width,
      @ForAll @IntRange(min = 1, max = 4) int vocabulary,
      @ForAll @IntRange(max = 9) int count,
      @ForAll boolean wild,
      @ForAll long seed) {
    Tensor dy = tensor(2, Floats.of(wild, seed, count * width), count, width);
    float[] before = Floats.of(wild, seed + 1, vocabulary * width);
    int[] ids = new SplittableRandom(seed).ints(count, 0, vocabulary).toArray();
    float[] wanted = before.clone();
    for (int m = count - 1; m >= 0; m--) {
      for (int e = 0; e < width; e++) {
        wanted[ids[m] * width + e] += dy.get(m, e);
      }
    }
    for (EmbeddingKernel kernel : new EmbeddingKernel[] {SCALAR, ACTIVE}) {
      Tensor dTable = tensor(7, before, vocabulary, width);
      float[] guarded = dTable.data().clone();
      kernel.scatterAdd(dy, ids, dTable);
      System.arraycopy(wanted, 0, guarded, 7, wanted.length);
      Floats.requireSameBits("dTable", guarded, dTable.data());
    }
  }

  @Example
  void whatDoesNotFitIsRefused() {
    Tensor table = Tensor.zeros(4, 3);
    for (EmbeddingKernel k : new EmbeddingKernel[] {SCALAR, ACTIVE}) {
      refused(() -> k.gather(table, new int[] {0, 4}, Tensor.zeros(2, 3)));
      refused(() -> k.gather(table, new int[] {0, -1}, Tensor.zeros(2, 3)));
      refused(() -> k.gather(table, new int[] {0, 1}, Tensor.zeros(3, 3)));
      refused(() -> k.gather(table, new int[] {0, 1}, Tensor.zeros(3, 2)));
      refused(() -> k.scatterAdd(table.slice(0, 2), new int[] {0, 1}, table));
    }
  }

  private static void refused(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }
}
