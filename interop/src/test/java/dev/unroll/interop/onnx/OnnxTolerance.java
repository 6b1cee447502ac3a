package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/// How far results in float32 may be from expected ones: `ABSOLUTE + RELATIVE·|expected|`.
final class OnnxTolerance {
  static final double ABSOLUTE = 1e-5;
  static final double RELATIVE = 1e-5;

  private OnnxTolerance() {}

  /// Requires shapes to be equal, whole numbers, infinities and NaN too, and real numbers to be as close as they
  /// must be.
  ///
  /// @return the part of the tolerance that the worst number uses
  static double assertClose(String what, OnnxTensor expected, OnnxTensor actual) {
    assertEquals(expected.shape(), actual.shape(), what);
    if (!expected.isReal()) {
      assertArrayEquals(expected.longs(), actual.longs(), what);
      return 0;
    }
    float[] wanted = expected.tensor().toArray();
    float[] got = actual.tensor().toArray();
    double worst = 0;
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] == got[i] || Float.isNaN(wanted[i]) && Float.isNaN(got[i])) {
        continue;
      }
      double error = Math.abs((double) wanted[i] - got[i]);
      double part = error / (ABSOLUTE + RELATIVE * Math.abs(wanted[i]));
      if (!(part <= 1)) {
        fail("%s [%d]: expected %s, got %s".formatted(what, i, wanted[i], got[i]));
      }
      worst = Math.max(worst, part);
    }
    return worst;
  }
}
