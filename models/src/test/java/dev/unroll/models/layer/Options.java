package dev.unroll.models.layer;

/// Options and initializers for tests.
final class Options {
  /// All parameters uniform in ±0.7, so that none is without effect.
  static final Initializer ALL_RANDOM =
      Initializer.of((_, tensor, _, _, random) -> random.fillUniform(tensor, -0.7f, 0.7f));

  private Options() {}

  /// One layer of any cell, with a projection where the cell needs one.
  static RecurrentOptions of(Cell cell, int inputs, int hidden) {
    RecurrentOptions options = RecurrentOptions.of(cell, inputs, hidden);
    boolean projected = cell == Cell.PROJECTED_LSTM || cell == Cell.JORDAN;
    return projected ? options.withProjection((hidden + 1) / 2) : options;
  }
}
