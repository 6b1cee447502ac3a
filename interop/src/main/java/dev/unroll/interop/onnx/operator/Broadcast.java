package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;

/// Operands of different shapes for an element-wise operation: axes are aligned from the innermost, and an
/// extent of 1 counts for any. Within a run of the loops an operand's step is 0 or 1.
final class Broadcast {
  private final Value y;
  private final Value[] operands;
  private final int[] size;
  private final Loops loops;

  /// @param y what the operation writes, the last of the loops' arrays
  /// @param operands any number for [#shape], up to three for [#loops]
  Broadcast(Value y, Value... operands) {
    this.y = y;
    this.operands = operands;
    size = new int[operands.length + 1];
    loops = new Loops(operands.length + 1);
  }

  /// Gives `y` the shape of all operands together.
  void shape() {
    int rank = 0;
    for (Value operand : operands) {
      rank = Math.max(rank, operand.rank());
    }
    int[] dims = y.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      int common = 1;
      for (Value operand : operands) {
        int extent = extent(operand, axis, rank);
        if (extent != 1 && common != 1 && extent != common) {
          throw mismatch();
        }
        common = extent == 1 ? common : extent;
      }
      dims[axis] = common;
    }
    y.end();
  }

  private static int extent(Value operand, int axis, int rank) {
    int own = axis - (rank - operand.rank());
    return own < 0 ? 1 : operand.dim(own);
  }

  private IllegalArgumentException mismatch() {
    StringBuilder shapes = new StringBuilder();
    for (Value operand : operands) {
      shapes.append(shapes.isEmpty() ? "" : " and ").append(operand.shapeText());
    }
    return new IllegalArgumentException(
        "expected shapes that broadcast to a common one, got " + shapes);
  }

  /// The loops over `y` as it is, its shape being that of all operands or one they broadcast to.
  Loops loops() {
    int last = operands.length;
    loops.clear();
    Arrays.fill(size, 1);
    for (int axis = y.rank() - 1; axis >= 0; axis--) {
      int extent = y.dim(axis);
      switch (last) {
        case 1 -> loops.add(extent, stride(0, axis), size[last]);
        case 2 -> loops.add(extent, stride(0, axis), stride(1, axis), size[last]);
        default -> loops.add(extent, stride(0, axis), stride(1, axis), stride(2, axis), size[last]);
      }
      size[last] *= extent;
    }
    return loops;
  }

  private int stride(int operand, int axis) {
    int extent = extent(operands[operand], axis, y.rank());
    int stride = extent == 1 ? 0 : size[operand];
    size[operand] *= extent;
    return stride;
  }
}
