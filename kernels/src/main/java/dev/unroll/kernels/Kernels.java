package dev.unroll.kernels;

import dev.unroll.kernels.scalar.ScalarKernels;

/// The choice of the active kernel set, made once: the vector set where the Vector API is present,
/// else the scalar one.
public final class Kernels {
  private static final KernelSet ACTIVE = VectorAccess.vectorSetOr(ScalarKernels.SET);

  private Kernels() {}

  /// The set in use.
  public static KernelSet active() {
    return ACTIVE;
  }

  /// The set in plain Java: what the vector set must equal bit for bit.
  public static KernelSet scalar() {
    return ScalarKernels.SET;
  }
}
