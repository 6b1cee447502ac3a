package dev.unroll.kernels.shared;

import dev.unroll.kernels.PackedMatrix;

/// A packed matrix's numbers, in the order that its kernel set chose.
public record PackedColumns(String set, int rows, int columns, float[] data)
    implements PackedMatrix {
  @Override
  public String toString() {
    return "PackedMatrix[" + rows + " × " + columns + " for " + set + "]";
  }
}
