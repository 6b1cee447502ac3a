package dev.unroll.autograd;

/// The worst derivative that a [GradientCheck] found.
///
/// @param input the number of the input; −1 for a direction through all of them
/// @param index the element's index in the input, row-major, or the number of the direction
/// @param wanted the derivative by differences
/// @param got the derivative by backward
/// @param tolerance how far apart they may be
/// @param checked how many derivatives were compared
public record GradientReport(
    int input, int index, double wanted, double got, double tolerance, long checked) {
  static final GradientReport NOTHING = new GradientReport(-1, -1, 0, 0, 0, 0);

  /// The distance between the two values.
  public double error() {
    return Math.abs(got - wanted);
  }

  /// Whether the worst derivative is within its tolerance; never for a NaN.
  public boolean passed() {
    return error() <= tolerance;
  }

  /// Returns this if it passed.
  ///
  /// @throws ArithmeticException with the worst derivative if it did not
  public GradientReport orThrow() {
    if (!passed()) {
      throw new ArithmeticException(toString());
    }
    return this;
  }

  /// The worse of the two, as having checked what both have.
  GradientReport orWorse(GradientReport other) {
    boolean worse =
        checked == 0
            || Double.isNaN(other.error())
            || other.error() * tolerance > error() * other.tolerance;
    GradientReport worst = worse ? other : this;
    return new GradientReport(
        worst.input,
        worst.index,
        worst.wanted,
        worst.got,
        worst.tolerance,
        checked + other.checked);
  }

  @Override
  public String toString() {
    String place = input < 0 ? "direction " + index : "input " + input + ", element " + index;
    return "the worst of %d derivatives, %s: %s by differences, %s by backward, %s apart, %s allowed"
        .formatted(checked, place, wanted, got, error(), tolerance);
  }
}
