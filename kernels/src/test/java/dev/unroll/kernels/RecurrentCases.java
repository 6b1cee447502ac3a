package dev.unroll.kernels;

import dev.unroll.kernels.testing.RecurrentCase;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/// Where the recurrent kernels' properties take their cases from.
final class RecurrentCases {
  private RecurrentCases() {}

  /// Small ones, also for the oracle.
  static final class Small implements ArbitrarySupplier<RecurrentCase> {
    @Override
    public Arbitrary<RecurrentCase> get() {
      return RecurrentCase.small();
    }
  }

  /// Larger ones too.
  static final class Large implements ArbitrarySupplier<RecurrentCase> {
    @Override
    public Arbitrary<RecurrentCase> get() {
      return RecurrentCase.large();
    }
  }
}
