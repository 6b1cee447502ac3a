package dev.unroll.interop.onnx;

import java.util.List;

/// What a model declares of an input or output.
///
/// @param type null if the file does not say
/// @param dimensions an extent for each axis, or a name where it is not fixed (`?` where it has none); null
///     where not even the rank is said
/// @param isOptional whether the file holds a value for it, which is taken where none is given
public record OnnxValue(
    String name, ElementType type, List<String> dimensions, boolean isOptional) {

  /// For people: name, type and extents.
  @Override
  public String toString() {
    return "%s %s%s%s"
        .formatted(
            name,
            type == null ? "of unknown type" : type,
            dimensions == null ? "" : " [" + String.join(", ", dimensions) + "]",
            isOptional ? " (optional)" : "");
  }
}
