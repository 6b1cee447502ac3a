package dev.unroll.kernels;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;

/// The checks that the parameters of all cells have in common.
final class GateParameters {
  private GateParameters() {}

  /// Requires `weight_ih [G·H, C]`, `weight_hh [G·H, H]`, and both biases `[G·H]` or none.
  static void check(int gates, Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
    int hidden = hidden(gates, weightIh);
    Checks.shape("weight_hh", weightHh, gates * hidden, hidden);
    checkBiases(gates * hidden, biasIh, biasHh);
  }

  /// Requires `weight_ih [G·H, C]` and returns `H`.
  static int hidden(int gates, Tensor weightIh) {
    int rows = matrix("weight_ih", weightIh).shape().dimension(0);
    if (rows == 0 || rows % gates != 0) {
      throw new IllegalArgumentException(
          "weight_ih: expected %d blocks of rows, got shape %s".formatted(gates, weightIh.shape()));
    }
    return rows / gates;
  }

  /// Requires both biases `[rows]` or none.
  static void checkBiases(int rows, Tensor biasIh, Tensor biasHh) {
    if ((biasIh == null) != (biasHh == null)) {
      throw new IllegalArgumentException(
          "expected both biases or none, got only " + (biasIh == null ? "bias_hh" : "bias_ih"));
    }
    if (biasIh != null) {
      Checks.shape("bias_ih", biasIh, rows);
      Checks.shape("bias_hh", biasHh, rows);
    }
  }

  /// Requires a tensor of two axes.
  static Tensor matrix(String name, Tensor tensor) {
    if (tensor == null || tensor.shape().rank() != 2) {
      throw new IllegalArgumentException(
          "%s: expected a tensor of two axes, got %s"
              .formatted(name, tensor == null ? "null" : "shape " + tensor.shape()));
    }
    return tensor;
  }

  /// Requires `weight_ih [G·H, C]` and `weight_hh [G·H, P]`, and returns `H`.
  static int checkOutputs(int gates, Tensor weightIh, Tensor weightHh) {
    int hidden = hidden(gates, weightIh);
    int outputs = matrix("weight_hh", weightHh).shape().dimension(1);
    Checks.shape("weight_hh", weightHh, gates * hidden, Checks.positive("P", outputs));
    return hidden;
  }

  /// Requires no further parameters.
  static void none(String cell, Tensor[] further) {
    count(cell, 0, further);
  }

  /// Requires so many further parameters.
  static void count(String cell, int count, Tensor[] further) {
    if (further.length != count) {
      throw new IllegalArgumentException(
          "%s: expected %d parameters, got %d".formatted(cell, 4 + count, 4 + further.length));
    }
  }
}
