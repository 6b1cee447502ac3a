package dev.unroll.interop.onnx.operator;

/// Copies between arrays of either kind that both go in strides.
final class Strided {
  /// From here on a call of the JVM's own copy is worth its cost.
  private static final int LONG_RUN = 16;

  private Strided() {}

  /// Copies along two-array loops, from array 0 to array 1.
  static void copy(Loops loops, Object from, Object to) {
    for (boolean more = loops.begin(); more; more = loops.next()) {
      copyRun(loops.inner(), from, loops.at(0), loops.step(0), to, loops.at(1), loops.step(1));
    }
  }

  /// Copies `n` elements.
  static void copyRun(int n, Object from, int at, int step, Object to, int toAt, int toStep) {
    if (step == 1 && toStep == 1 && n >= LONG_RUN) {
      System.arraycopy(from, at, to, toAt, n);
    } else if (from instanceof float[] x) {
      float[] y = (float[]) to;
      for (int i = 0; i < n; i++) {
        y[toAt + i * toStep] = x[at + i * step];
      }
    } else {
      long[] x = (long[]) from;
      long[] y = (long[]) to;
      for (int i = 0; i < n; i++) {
        y[toAt + i * toStep] = x[at + i * step];
      }
    }
  }
}
