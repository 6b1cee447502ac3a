package dev.unroll.kernels.vector.recurrent;

import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.vector.math.Activations;

/// The LSTM layer with ReLU in the place of both tanh.
public final class VectorReluLstmKernel extends VectorLstmVariant implements LstmKernel {
  /// The kernel.
  public VectorReluLstmKernel() {
    super(false, false);
  }

  @Override
  public String cell() {
    return "lstm-relu";
  }

  @Override
  void activate(int length, float[] x, int xAt, float[] y, int yAt) {
    Activations.relu(length, x, xAt, y, yAt);
  }

  @Override
  void slope(int length, float[] y, int yAt, float[] slope, int slopeAt) {
    RowOperations.reluSlope(length, y, yAt, slope, slopeAt);
  }
}
