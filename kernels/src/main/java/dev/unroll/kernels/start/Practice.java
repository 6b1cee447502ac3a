package dev.unroll.kernels.start;

/// Work on operands of its own that a kernel does until it is compiled.
@FunctionalInterface
public interface Practice<K> {
  /// Does it once with a kernel.
  void run(K kernel);
}
