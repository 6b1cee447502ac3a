package dev.unroll.bench;

/// The operations on numbers that one call needs as its contract fixes them, in the order and with the
/// roundings that all kernel sets share: those of the recipes in
/// [dev.unroll.kernels.scalar.ScalarMath] and of the equations, not what some code happens to execute.
/// Loads, stores and copies are none of them.
///
/// @param multiplies multiplications, fused with an addition or not
/// @param others additions, comparisons, choices, and integer operations on the bits of floats
/// @param divisions divisions
/// @param roots square roots
public record Operations(double multiplies, double others, double divisions, double roots) {
  /// Bounds from both sides 3, rounding and reduction 4, polynomial 7, scaling by two powers 6.
  public static final Operations EXP = new Operations(12, 8, 0, 0);

  /// Of a number that is at most 0: one bound 2, rounding and reduction 4, polynomial 7, scaling 3.
  public static final Operations EXP_OF_NEGATIVE = new Operations(12, 4, 0, 0);

  /// Bounds 2, rounding and reduction 4, polynomial 6, power, denominator 2, NaN 2, quotient.
  public static final Operations SIGMOID = new Operations(10, 7, 1, 0);

  /// Bounds 2, rounding and reduction 3, polynomial 3, power, sums with 1 2, products 4, sign of zero
  /// and NaN 3, quotient.
  public static final Operations TANH = new Operations(9, 9, 1, 0);

  /// Only fused multiply-adds, two flops each.
  static Operations ofFlop(double flop) {
    return new Operations(flop / 2, 0, 0, 0);
  }

  /// Those of so many numbers.
  public Operations times(double count) {
    return new Operations(count * multiplies, count * others, count * divisions, count * roots);
  }

  /// Both.
  public Operations plus(Operations other) {
    return new Operations(
        multiplies + other.multiplies,
        others + other.others,
        divisions + other.divisions,
        roots + other.roots);
  }

  /// All of them: each has to be issued.
  public double total() {
    return multiplies + others + divisions + roots;
  }
}
