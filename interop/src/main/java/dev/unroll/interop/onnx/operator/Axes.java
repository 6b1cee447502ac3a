package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;

/// Axes that an operator is given: as an attribute in older opsets, as its second input in newer ones.
final class Axes {
  private final long[] fixed;
  private final Value input;
  private boolean[] marks = new boolean[4];

  private Axes(long[] fixed, Value input) {
    this.fixed = fixed;
    this.input = input;
  }

  /// The axes of a node.
  ///
  /// @param inputFrom the opset from which on they are an input
  static Axes of(Site site, int inputFrom) throws MalformedFileException {
    return site.opset() < inputFrom
        ? new Axes(site.wholes("axes"), null)
        : new Axes(null, site.optionalWhole(1));
  }

  /// Whether the node has any.
  boolean given() {
    return input != null || fixed != null;
  }

  int count() {
    return fixed != null ? fixed.length : input == null ? 0 : input.elements();
  }

  /// Which of `rank` axes are meant; valid until the next call.
  boolean[] marks(int rank) {
    if (marks.length < rank) {
      marks = new boolean[rank];
    }
    Arrays.fill(marks, false);
    for (int i = 0; i < count(); i++) {
      int axis = Value.axis(fixed != null ? fixed[i] : input.longs()[i], rank);
      if (marks[axis]) {
        throw new IllegalArgumentException("expected each axis once, got %d twice".formatted(axis));
      }
      marks[axis] = true;
    }
    return marks;
  }
}
