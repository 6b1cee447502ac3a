package dev.unroll.interop.onnx.format;

import java.util.List;

/// What a graph declares of an input or output.
///
/// @param elementType the number of its elements' type, 0 if it is no tensor or not said
/// @param isTensor false for sequences, optional values and the like
/// @param dimensions null where the rank is not said
public record ValueInfo(
    String name, long elementType, boolean isTensor, List<Dimension> dimensions) {

  /// An axis's extent.
  ///
  /// @param value the extent, −1 where it is not fixed
  /// @param parameter the name of an extent that is not fixed, perhaps empty
  public record Dimension(long value, String parameter) {
    /// An extent of which nothing is said.
    public static final Dimension UNKNOWN = new Dimension(-1, "");
  }
}
