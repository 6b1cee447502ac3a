package dev.unroll.kernels.scalar;

import dev.unroll.kernels.JordanKernel;
import dev.unroll.kernels.JordanWeights;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// The Jordan network in plain loops. Rows of gradients are da, then dh for the output layer.
final class ScalarJordanKernel extends ScalarRecurrentKernel implements JordanKernel {
  @Override
  int gates() {
    return 1;
  }

  @Override
  int gradientWidth(int hidden, int outputs) {
    return hidden + outputs;
  }

  @Override
  int furtherLength(int hidden, int outputs) {
    return OutputLayer.length(hidden, outputs);
  }

  @Override
  void packFurther(RecurrentWeights weights, float[] packed, int at) {
    JordanWeights own = (JordanWeights) weights;
    OutputLayer.pack(own.weightHo(), own.biasHo(), packed, at);
  }

  @Override
  void forwardRow(
      int hidden,
      int outputs,
      float[] r,
      int rOffset,
      float[] a,
      int at,
      float[] h,
      int hFrom,
      int hTo,
      float[] c,
      int cFrom,
      int cTo) {
    // 1. m = tanh(a)
    for (int j = 0; j < hidden; j++) {
      a[at + j] = ScalarMath.tanh(a[at + j]);
    }

    // 2. h' = V m + d
    int packedAt = rOffset + hidden * outputs;
    OutputLayer.forward(hidden, outputs, r, packedAt, a, at, h, hTo);
  }

  @Override
  void backwardRow(
      RecurrentSequence sequence,
      int t,
      int n,
      float[] dh,
      int dhAt,
      float[] dc,
      int dcAt,
      float[] da,
      int daAt) {
    int hidden = sequence.shape().hidden();
    int outputs = sequence.shape().outputs();
    float[] saved = sequence.saved().data();
    int at = StateRows.saved(sequence, t, n, hidden);
    JordanWeights weights = (JordanWeights) sequence.weights();

    // 1. dm = Vᵀ dh
    OutputLayer.backward(weights.weightHo(), dh, dhAt, da, daAt + hidden, da, daAt);

    // 2. da = dm ⊙ (1 − m²)
    for (int j = 0; j < hidden; j++) {
      float m = saved[at + j];
      da[daAt + j] = da[daAt + j] * Fma.fma(-m, m, 1f);
    }

    // 3. dh = 0 + Rᵀ da
    Arrays.fill(dh, dhAt, dhAt + outputs, 0f);
  }

  @Override
  void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
    super.addRecurrentGradients(sequence, da, dWeights);
    JordanWeights own = (JordanWeights) dWeights;
    int hidden = sequence.shape().hidden();
    int width = gradientWidth(hidden, sequence.shape().outputs());
    OutputLayer.addGradients(sequence, da, width, hidden, hidden, 0, own.weightHo(), own.biasHo());
  }
}
