package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.Floats;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class LayerNormKernelProperties {
  private static final float EPSILON = 1e-5f;

  /// One use of a kernel: all that it writes.
  private record Run(
      Tensor y, Tensor z, Tensor s, Tensor dx, Tensor dWeight, Tensor dBias, Tensor[] all) {
    static Run of(KernelSet set, int rows, int width, boolean weighted, boolean wild, long seed) {
      Tensor x = tensor(wild, seed, rows, width);
      Tensor weight = weighted ? tensor(wild, seed + 1, width) : null;
      Tensor bias = weighted ? tensor(wild, seed + 2, width) : null;
      Tensor y = Tensor.zeros(rows, width);
      Tensor z = Tensor.zeros(rows, width);
      Tensor s = Tensor.zeros(rows);
      set.layerNorm().forward(x, weight, bias, EPSILON, y, z, s);
      Tensor dy = tensor(wild, seed + 3, rows, width);
      Tensor dx = tensor(false, seed + 4, rows, width);
      Tensor dWeight = tensor(false, seed + 5, width);
      Tensor dBias = tensor(false, seed + 6, width);
      set.layerNorm().backward(dy, weight, z, s, dx, dWeight, dBias, new Workspace());
      return new Run(y, z, s, dx, dWeight, dBias, new Tensor[] {y, z, s, dx, dWeight, dBias});
    }

    private static Tensor tensor(boolean wild, long seed, int... dimensions) {
      Tensor tensor = Tensor.zeros(dimensions);
      System.arraycopy(
          Floats.of(wild, seed, tensor.elements()), 0, tensor.data(), 0, tensor.elements());
      return tensor;
    }
  }

  @Property
  void setsGiveTheSameBits(
      @ForAll @IntRange(max = 4) int rows,
      @ForAll(supplier = Lengths.class) int width,
      @ForAll boolean weighted,
      @ForAll boolean wild,
      @ForAll long seed) {
    Run wanted = Run.of(Kernels.scalar(), rows, width, weighted, wild, seed);
    Run got = Run.of(Kernels.active(), rows, width, weighted, wild, seed);
    for (int i = 0; i < wanted.all().length; i++) {
      Floats.requireSameBits("result " + i, wanted.all()[i].data(), got.all()[i].data());
    }
  }

  /// z has mean 0 and, but for ε, deviation 1: to C/16 + 8 roundings.
  @Property
  void rowsAreNormalized(@ForAll @IntRange(min = 2, max = 200) int width, @ForAll long seed) {
    Run run = Run.of(Kernels.scalar(), 1, width, false, false, seed);
    double mean = 0;
    double squares = 0;
    for (float each : run.z().data()) {
      mean += each / (double) width;
      squares += (double) each * each / width;
    }
    double tolerance = (width / 16 + 8) * 0x1p-23;
    // mean z² = var/(var + ε) = 1 − ε·s²
    double wanted = 1 - EPSILON * (double) run.s().data()[0] * run.s().data()[0];
    if (!(Math.abs(mean) <= tolerance * Math.max(1, run.s().data()[0] * 8)
        && Math.abs(squares - wanted) <= 4 * tolerance)) {
      throw new AssertionError("mean %s, square %s, wanted %s".formatted(mean, squares, wanted));
    }
  }
}
