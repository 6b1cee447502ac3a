package dev.unroll.kernels.start;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.Matrix;

/// Numbers to practise with: small ones of both signs.
public final class Operands {
  private Operands() {}

  /// So many floats.
  public static float[] floats(int length) {
    float[] floats = new float[length];
    for (int i = 0; i < length; i++) {
      floats[i] = (i * 37 % 101 - 50) / 500f;
    }
    return floats;
  }

  /// A tensor of a shape.
  public static Tensor tensor(int... dimensions) {
    Tensor tensor = Tensor.zeros(dimensions);
    System.arraycopy(floats(tensor.elements()), 0, tensor.data(), 0, tensor.elements());
    return tensor;
  }

  /// A matrix, row-major or the transpose of one that is.
  public static Matrix matrix(int rows, int columns, boolean transposed) {
    float[] floats = floats(rows * columns);
    return transposed
        ? Matrix.rowMajor(floats, 0, columns, rows, rows).transpose()
        : Matrix.rowMajor(floats, 0, rows, columns, columns);
  }
}
