package dev.unroll.bench;

/// The extents of a recurrent layer's work, written `TxNxCxH`.
///
/// @param steps `T`
/// @param batch `N`
/// @param inputs `C`
/// @param hidden `H`
public record LayerShape(int steps, int batch, int inputs, int hidden) {
  /// Reads `TxNxCxH`.
  public static LayerShape parse(String text) {
    String[] parts = text.split("x");
    if (parts.length != 4) {
      throw new IllegalArgumentException("expected TxNxCxH, got " + text);
    }
    return new LayerShape(
        Integer.parseInt(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Integer.parseInt(parts[3]));
  }

  /// Flops of the products of a forward pass: `2·T·N·G·H·(C+H)`, and `2·T·N·H·H` of an output layer.
  public double forwardFlop(MeasuredCell cell) {
    return 2.0 * steps * batch * weights(cell);
  }

  /// Bytes of the weights.
  public double weightBytes(MeasuredCell cell) {
    return 4.0 * weights(cell);
  }

  private double weights(MeasuredCell cell) {
    return (double) cell.gates() * hidden * (inputs + hidden)
        + (double) cell.outputProducts() * hidden * hidden;
  }

  @Override
  public String toString() {
    return steps + "x" + batch + "x" + inputs + "x" + hidden;
  }
}
