package dev.unroll.interop.onnx.format;

import java.util.List;

/// The value of a node's attribute.
public sealed interface Attribute {
  /// A float.
  record Real(float value) implements Attribute {}

  /// An integer.
  record Whole(long value) implements Attribute {}

  /// A string.
  record Text(String value) implements Attribute {}

  /// A tensor.
  record OfTensor(TensorData value) implements Attribute {}

  /// A graph that sees the names around its node.
  record OfGraph(Graph value) implements Attribute {}

  /// Floats.
  record Reals(float[] values) implements Attribute {}

  /// Integers.
  record Wholes(long[] values) implements Attribute {}

  /// Strings.
  record Texts(List<String> values) implements Attribute {}

  /// What no operator here takes: tensors, graphs, sparse tensors, types.
  record Other(long type) implements Attribute {}
}
