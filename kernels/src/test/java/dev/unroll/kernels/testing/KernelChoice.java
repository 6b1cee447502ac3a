package dev.unroll.kernels.testing;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;

/// The kernel sets that a property runs on.
public enum KernelChoice {
  SCALAR,
  ACTIVE;

  /// The set.
  public KernelSet set() {
    return this == SCALAR ? Kernels.scalar() : Kernels.active();
  }
}
