package dev.unroll.kernels;

import dev.unroll.kernels.vector.VectorKernels;

/// Reaches the vector set only where the Vector API's module is there, so that everything else works
/// without it.
final class VectorAccess {
  /// Set to `scalar` to keep the vector set from being used.
  private static final String CHOICE = System.getProperty("unroll.kernels", "vector");

  private VectorAccess() {}

  static KernelSet vectorSetOr(KernelSet fallback) {
    if (CHOICE.equals("scalar")) {
      return fallback;
    }
    if (!CHOICE.equals("vector")) {
      throw new IllegalArgumentException(
          "unroll.kernels: expected vector or scalar, got " + CHOICE);
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      System.getLogger("dev.unroll.kernels")
          .log(
              System.Logger.Level.WARNING,
              "the scalar kernels are in use, many times slower than the vector ones: "
                  + "start java with --add-modules jdk.incubator.vector");
      return fallback;
    }
    return VectorKernels.set(fallback);
  }
}
