package dev.unroll.bench.operation;

import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;

/// Seeded operands with the names that the benchmarks need them under.
final class Operands {
  private Operands() {}

  /// Uniform in [−1, 1].
  static Tensor tensor(int... dimensions) {
    return Numbers.tensor(dimensions.length + 31L * dimensions[0], 1, dimensions);
  }

  /// Uniform within ±1/√fan-in, as weights begin.
  static Tensor weight(int fanIn, int... dimensions) {
    return Numbers.tensor(7, (float) (1 / Math.sqrt(fanIn)), dimensions);
  }

  /// Uniform in [0.5, 1.5].
  static Tensor positive(int... dimensions) {
    Tensor tensor = Numbers.tensor(11, 0.5f, dimensions);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] += 1;
    }
    return tensor;
  }
}
