package dev.unroll.kernels;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;

/// Lengths at the seams of loops over vectors of L = 4, 8 and 16 lanes: 0, 1, L − 1, L, L + 1, 4L ± 1,
/// and primes.
final class Lengths implements ArbitrarySupplier<Integer> {
  private static final Integer[] SEAMS = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 19, 23, 29, 31, 32, 33, 37, 47, 48, 49, 61, 63,
    64, 65, 67, 79, 80, 97, 127, 128, 129, 211
  };

  /// For jqwik.
  Lengths() {}

  @Override
  public Arbitrary<Integer> get() {
    return Arbitraries.of(SEAMS);
  }
}
