package dev.unroll.kernels.scalar;

/// The activations of one number.
final class ScalarMath {
  private ScalarMath() {}

  static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  static float tanh(float x) {
    return (float) Math.tanh(x);
  }
}
