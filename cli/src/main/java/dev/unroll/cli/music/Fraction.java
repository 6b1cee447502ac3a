package dev.unroll.cli.music;

/// An exact length in whole notes, in lowest terms.
///
/// @param numerator 0 or more
/// @param denominator 1 or more
public record Fraction(long numerator, long denominator) implements Comparable<Fraction> {
  public static final Fraction ZERO = new Fraction(0, 1);
  public static final Fraction ONE = new Fraction(1, 1);

  public Fraction {
    if (numerator < 0 || denominator < 1) {
      throw new IllegalArgumentException(
          "expected a length of 0 or more, got %d/%d".formatted(numerator, denominator));
    }
    long divisor = greatestCommonDivisor(numerator, denominator);
    numerator /= divisor;
    denominator /= divisor;
  }

  private static long greatestCommonDivisor(long a, long b) {
    while (b != 0) {
      long rest = a % b;
      a = b;
      b = rest;
    }
    return a;
  }

  /// @throws ArithmeticException if a number does not fit a `long`
  public Fraction plus(Fraction other) {
    long common = greatestCommonDivisor(denominator, other.denominator);
    return new Fraction(
        Math.addExact(
            Math.multiplyExact(numerator, other.denominator / common),
            Math.multiplyExact(other.numerator, denominator / common)),
        Math.multiplyExact(denominator / common, other.denominator));
  }

  /// @throws ArithmeticException if a number does not fit a `long`
  public Fraction times(Fraction other) {
    return new Fraction(
        Math.multiplyExact(numerator, other.numerator),
        Math.multiplyExact(denominator, other.denominator));
  }

  @Override
  public int compareTo(Fraction other) {
    long common = greatestCommonDivisor(denominator, other.denominator);
    return Long.compare(
        Math.multiplyExact(numerator, other.denominator / common),
        Math.multiplyExact(other.numerator, denominator / common));
  }

  @Override
  public String toString() {
    return numerator + "/" + denominator;
  }
}
