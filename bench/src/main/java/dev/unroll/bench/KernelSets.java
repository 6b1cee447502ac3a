package dev.unroll.bench;

import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;

/// The kernel sets by the names that benchmarks take as a parameter.
public final class KernelSets {
  private KernelSets() {}

  /// The set called `scalar` or `vector`.
  ///
  /// @throws IllegalStateException if the vector set was asked for and this JVM has none: a
  ///     benchmark that silently measured the scalar one would be worth less than nothing
  public static KernelSet named(String name) {
    KernelSet set = name.equals("scalar") ? Kernels.scalar() : Kernels.active();
    if (!set.name().equals(name)) {
      throw new IllegalStateException(
          "expected the kernel set %s, this JVM has %s: start it with --add-modules"
                  .formatted(name, set.name())
              + " jdk.incubator.vector");
    }
    return set;
  }
}
