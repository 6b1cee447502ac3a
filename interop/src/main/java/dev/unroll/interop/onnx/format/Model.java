package dev.unroll.interop.onnx.format;

import java.util.Map;

/// A model file.
///
/// @param irVersion the version of the format
/// @param producer name and version of what wrote the file, perhaps empty
/// @param opsets the version of each domain's operators; the standard domain's name is empty
/// @param metadata names and strings, in the order of the file
public record Model(
    long irVersion,
    String producer,
    Graph graph,
    Map<String, Long> opsets,
    Map<String, String> metadata) {

  /// The version of the standard operators, 1 where the file names none.
  public int opset() {
    return (int) Math.min(Integer.MAX_VALUE, opsets.getOrDefault("", 1L));
  }
}
