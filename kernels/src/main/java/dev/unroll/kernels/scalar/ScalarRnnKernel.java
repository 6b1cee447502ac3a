package dev.unroll.kernels.scalar;

import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RnnKernel;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// The simple recurrent layer in plain loops.
final class ScalarRnnKernel extends ScalarRecurrentKernel implements RnnKernel {
  private final boolean relu;

  /// The layer with φ = ReLU, or else tanh.
  ScalarRnnKernel(boolean relu) {
    this.relu = relu;
  }

  @Override
  public String cell() {
    return relu ? "rnn-relu" : "rnn-tanh";
  }

  @Override
  int gates() {
    return 1;
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
    // h' = φ(a); a ReLU keeps NaN and makes −0 a 0
    for (int j = 0; j < hidden; j++) {
      float aj = a[at + j];
      h[hTo + j] = relu ? (aj <= 0f ? 0f : aj) : ScalarMath.tanh(aj);
    }
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
    float[] h = sequence.h().data();
    int hAt = StateRows.hAfter(sequence, t * sequence.shape().batch() + n);

    // 1. da = dh ⊙ φ'(a), with φ' written in h = φ(a)
    for (int j = 0; j < hidden; j++) {
      float hj = h[hAt + j];
      float dhj = dh[dhAt + j];
      da[daAt + j] = relu ? (hj > 0f ? dhj : 0f) : dhj * Fma.fma(-hj, hj, 1f);
    }

    // 2. dh = 0 + Rᵀ da
    Arrays.fill(dh, dhAt, dhAt + hidden, 0f);
  }
}
