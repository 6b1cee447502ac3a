package dev.unroll.bench.compare;

import java.util.Map;

/// Holds two contenders' results against each other: a peer that computes something else is no peer.
final class Agreement {
  /// Half the distance between 1 and the next float.
  private static final double UNIT_ROUNDOFF = 0x1p-24;

  /// Rounding errors of a sum of n terms grow like √n, and the two sides round differently; the
  /// factor leaves room for functions of a few ulps and for states that feed back.
  private static final double FACTOR = 64;

  private Agreement() {}

  /// The largest number of terms that flow into one result of a task.
  static double depth(Task task) {
    return switch (task) {
      case Task.Layer layer ->
          (double) layer.shape().inputs()
              + layer.shape().hidden()
              + layer.shape().steps()
              + (layer.pass() == Task.Pass.TRAINING
                  ? (double) layer.shape().steps() * layer.shape().batch()
                  : 0);
      case Task.Gemm gemm -> gemm.size();
      case Task.Activation _ -> 1;
      case Task.Softmax softmax -> softmax.classes();
      case Task.Update update -> update.length() / 256.0;
      case Task.Convolution convolution ->
          Math.max(
              convolution.shape().depth(),
              convolution.pass() == Task.Pass.FORWARD
                  ? 0
                  : (double) convolution.shape().batch() * convolution.shape().positions());
      case Task.Character model -> (double) model.batch() * model.steps() + model.hidden();
    };
  }

  /// The tolerance, relative to the largest magnitude in the result: `64·u·√depth`.
  static double tolerance(Task task) {
    return FACTOR * UNIT_ROUNDOFF * Math.sqrt(depth(task));
  }

  /// Requires every result of the peer to be ours within the tolerance.
  ///
  /// @throws IllegalStateException that names the first that is not
  static void require(Task task, Map<String, float[]> ours, String peer, Map<String, float[]> its) {
    if (its.isEmpty()) {
      throw new IllegalStateException(peer + " gave no results");
    }
    double tolerance = tolerance(task);
    for (Map.Entry<String, float[]> entry : its.entrySet()) {
      float[] expected = ours.get(entry.getKey());
      float[] actual = entry.getValue();
      if (expected == null || expected.length != actual.length) {
        throw new IllegalStateException(peer + ": unexpected result " + entry.getKey());
      }
      double scale = 0;
      for (float value : expected) {
        scale = Math.max(scale, Math.abs(value));
      }
      for (int i = 0; i < expected.length; i++) {
        double error = Math.abs((double) expected[i] - actual[i]);
        if (!(error <= tolerance * scale)) {
          throw new IllegalStateException(
              "%s: %s[%d] is %s, ours %s; tolerance %.1e of %.1e"
                  .formatted(peer, entry.getKey(), i, actual[i], expected[i], tolerance, scale));
        }
      }
    }
  }
}
