package dev.unroll.kernels;

import dev.unroll.kernels.shared.Fma;
import dev.unroll.kernels.vector.VectorKernels;
import java.lang.module.ModuleFinder;

/// Reaches the vector set only where the Vector API's module is there and the virtual machine compiles it to vector
/// instructions, so that everything else works without it. Where it is not used one line says why.
final class VectorAccess {
  private static final String MODULE = "jdk.incubator.vector";

  /// Set to `scalar` to keep the vector set from being used, to `vector` to have it used by any virtual machine that has the
  /// module, and from the first call on.
  private static final String CHOICE = System.getProperty("unroll.kernels", "");

  /// Whether the vector set runs from the first call on, whether it is compiled or not.
  static final boolean FORCED = CHOICE.equals("vector");

  private VectorAccess() {}

  static KernelSet vectorSetOr(KernelSet fallback) {
    if (CHOICE.equals("scalar")) {
      return fallback;
    }
    if (!CHOICE.isEmpty() && !CHOICE.equals("vector")) {
      throw new IllegalArgumentException(
          "unroll.kernels: expected vector or scalar, got " + CHOICE);
    }
    String obstacle = missingModule();
    if (obstacle == null && CHOICE.isEmpty()) {
      obstacle = slowMachine(System.getProperty("java.vm.info", ""), Fma.IN_HARDWARE);
    }
    if (obstacle == null) {
      return VectorKernels.set(fallback);
    }
    System.getLogger("dev.unroll.kernels").log(System.Logger.Level.WARNING, obstacle);
    return fallback;
  }

  private static String missingModule() {
    if (ModuleLayer.boot().findModule(MODULE).isPresent()) {
      return null;
    }
    return "the scalar kernels are in use, many times slower than the vector ones: "
        + (ModuleFinder.ofSystem().find(MODULE).isPresent()
            ? "start java with --add-modules " + MODULE
            : "this runtime has no module " + MODULE);
  }

  /// What makes vector code slower than scalar code; null if nothing does.
  ///
  /// @param info how the virtual machine runs code, as it says itself
  private static String slowMachine(String info, boolean fma) {
    if (info.contains("interpreted mode") || info.contains("emulated-client")) {
      return "the scalar kernels are in use: this virtual machine does not optimize code ("
          + info
          + "), which the vector ones need; start java without -Xint and -XX:TieredStopAtLevel";
    }
    return fma
        ? null
        : "the scalar kernels are in use: this processor, or -XX:-UseFMA, has no fused multiply-add, "
            + "which the vector ones need";
  }
}
