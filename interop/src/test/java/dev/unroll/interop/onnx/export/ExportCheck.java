package dev.unroll.interop.onnx.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.OnnxModel;
import dev.unroll.interop.onnx.OnnxTensor;
import java.io.IOException;
import java.util.Map;

/// Reads a written file back and runs it.
final class ExportCheck {
  /// Each number is a chain of a few dozen roundings of numbers of magnitude 1, in another order here and there:
  /// so many units in the last place of 1.
  private static final double TOLERANCE = 64 * 0x1p-24;

  private ExportCheck() {}

  static Map<String, OnnxTensor> run(byte[] file, Map<String, OnnxTensor> inputs)
      throws IOException {
    return OnnxModel.of("model", file).session().run(inputs);
  }

  static void close(String what, Tensor expected, OnnxTensor actual) {
    assertNotNull(actual, what);
    assertEquals(expected.shape(), actual.shape(), what);
    float[] wanted = expected.toArray();
    float[] got = actual.tensor().toArray();
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs((double) wanted[i] - got[i]);
      if (!(error <= TOLERANCE * (1 + Math.abs(wanted[i])))) {
        throw new AssertionError(
            "%s [%d]: expected %s, got %s".formatted(what, i, wanted[i], got[i]));
      }
    }
  }

  static Tensor random(RandomStream random, int... dims) {
    Tensor tensor = Tensor.zeros(dims);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] = 2 * random.nextFloat() - 1;
    }
    return tensor;
  }

  static int[] ids(RandomStream random, int count, int below) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = random.nextInt(below);
    }
    return ids;
  }

  static OnnxTensor whole(Shape shape, int[] values) {
    long[] longs = new long[values.length];
    for (int i = 0; i < longs.length; i++) {
      longs[i] = values[i];
    }
    return OnnxTensor.of(shape, longs);
  }
}
