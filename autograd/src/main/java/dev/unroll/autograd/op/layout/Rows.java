package dev.unroll.autograd.op.layout;

import dev.unroll.core.Tensor;

/// A vector against the rows of a tensor `[...,O]`.
public final class Rows {
  private Rows() {}

  /// Overwrites each row with `row [O]`.
  public static void fill(Tensor rows, Tensor row) {
    int width = row.elements();
    for (int at = 0; at < rows.elements(); at += width) {
      System.arraycopy(row.data(), row.offset(), rows.data(), rows.offset() + at, width);
    }
  }

  /// `sum[o] += rows[M-1,o] + … + rows[0,o]`, last row first, as in
  /// [dev.unroll.kernels.RecurrentKernel].
  public static void addSum(Tensor rows, Tensor sum) {
    int width = sum.elements();
    float[] from = rows.data();
    float[] to = sum.data();
    for (int at = rows.elements() - width; width > 0 && at >= 0; at -= width) {
      int row = rows.offset() + at;
      for (int o = 0; o < width; o++) {
        to[sum.offset() + o] += from[row + o];
      }
    }
  }
}
