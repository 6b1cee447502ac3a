package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;

/// The transposed weight of a [Linear] as products want it: one copy for all streams, made when the first of them needs it
/// and again after the parameter has changed.
final class PackedLinear {
  private final Parameter weight;
  private volatile Packed latest;

  /// Weights as a kernel wants them, never changed once made.
  ///
  /// @param version of the parameter that it was made of
  private record Packed(GemmKernel kernel, long version, PackedMatrix matrix) {}

  PackedLinear(Parameter weight) {
    this.weight = weight;
  }

  /// The weight as the parameter is now.
  PackedMatrix matrix(GemmKernel kernel) {
    Packed packed = latest;
    return isCurrent(packed, kernel) ? packed.matrix() : pack(kernel);
  }

  private boolean isCurrent(Packed packed, GemmKernel kernel) {
    return packed != null && packed.kernel() == kernel && packed.version() == weight.version();
  }

  private synchronized PackedMatrix pack(GemmKernel kernel) {
    if (!isCurrent(latest, kernel)) {
      long version = weight.version();
      Matrix transposed = Matrix.of(weight.value()).transpose();
      latest = new Packed(kernel, version, kernel.pack(transposed));
    }
    return latest.matrix();
  }
}
