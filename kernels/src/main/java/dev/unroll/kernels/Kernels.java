package dev.unroll.kernels;

import dev.unroll.kernels.checked.CheckedKernels;
import dev.unroll.kernels.scalar.ScalarKernels;

/// The choice of the active kernel set, made once: the vector set where the Vector API is present,
/// else the scalar one. Every kernel checks its arguments before it writes anything, and all sets refuse
/// the same ones.
///
/// The virtual machine compiles a vector kernel after some thousand calls, and runs it a hundred times slower until
/// then. For those first seconds each kernel of the vector set is the scalar one, which gives the same bits, while a
/// daemon thread makes calls of its own until the vector one is as fast; then the thread ends.
public final class Kernels {
  private static final KernelSet SCALAR = CheckedKernels.of(ScalarKernels.SET);

  private static final KernelSet ACTIVE = active(VectorAccess.vectorSetOr(ScalarKernels.SET));

  private Kernels() {}

  private static KernelSet active(KernelSet set) {
    if (set == ScalarKernels.SET) {
      return SCALAR;
    }
    return VectorAccess.FORCED ? CheckedKernels.of(set) : CheckedKernels.of(set, ScalarKernels.SET);
  }

  /// The set in use.
  public static KernelSet active() {
    return ACTIVE;
  }

  /// The set in plain Java: what the vector set must equal bit for bit.
  public static KernelSet scalar() {
    return SCALAR;
  }
}
