package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Context;

/// One direction of a recurrent node over a sequence whose input is in the order in which it runs.
interface RecurrentDirection {
  /// Computes all steps.
  ///
  /// @param x `[T,N,I]`, not modified
  /// @param lengths the steps of each row, null where all are T long
  /// @param h `[T+1,N,H]`: slot 0 holds the initial states, the others are overwritten; past its length a
  ///     row's state stays as it is
  /// @param c `[2,N,H]`: slot 0 holds the initial cell states; overwritten
  /// @return where in `c` the last cell states begin
  int run(Context context, int steps, int batch, float[] x, int[] lengths, float[] h, float[] c);

  /// What runs, for people.
  String path();
}
