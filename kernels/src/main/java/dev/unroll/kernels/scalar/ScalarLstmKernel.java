package dev.unroll.kernels.scalar;

import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// The LSTM layer in plain loops.
final class ScalarLstmKernel extends ScalarRecurrentKernel implements LstmKernel {
  @Override
  int gates() {
    return 4;
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
    int iAt = at;
    int fAt = at + hidden;
    int gAt = at + 2 * hidden;
    int oAt = at + 3 * hidden;
    for (int j = 0; j < hidden; j++) {
      // 1. the gates
      float i = ScalarMath.sigmoid(a[iAt + j]);
      float f = ScalarMath.sigmoid(a[fAt + j]);
      float g = ScalarMath.tanh(a[gAt + j]);
      float o = ScalarMath.sigmoid(a[oAt + j]);
      a[iAt + j] = i;
      a[fAt + j] = f;
      a[gAt + j] = g;
      a[oAt + j] = o;

      // 2. c' = f ⊙ c + i ⊙ g, h' = o ⊙ tanh(c')
      float cNext = Fma.fma(f, c[cFrom + j], i * g);
      c[cTo + j] = cNext;
      h[hTo + j] = o * ScalarMath.tanh(cNext);
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
    float[] saved = sequence.saved().data();
    int iAt = StateRows.saved(sequence, t, n, 4 * hidden);
    int fAt = iAt + hidden;
    int gAt = iAt + 2 * hidden;
    int oAt = iAt + 3 * hidden;
    float[] c = sequence.c().data();
    int cFrom = StateRows.cell(sequence, StateRows.steps(sequence, t), n);
    int cTo = StateRows.cell(sequence, StateRows.steps(sequence, t) + 1, n);

    for (int j = 0; j < hidden; j++) {
      float i = saved[iAt + j];
      float f = saved[fAt + j];
      float g = saved[gAt + j];
      float o = saved[oAt + j];
      float tanhC = ScalarMath.tanh(c[cTo + j]);
      float dhj = dh[dhAt + j];

      // 1. dc += dh ⊙ o ⊙ (1 − tanh(c)²)
      float dcj = Fma.fma(dhj * o, Fma.fma(-tanhC, tanhC, 1f), dc[dcAt + j]);

      // 2. the gates' pre-activations
      da[daAt + j] = dcj * g * (i * (1f - i));
      da[daAt + hidden + j] = dcj * c[cFrom + j] * (f * (1f - f));
      da[daAt + 2 * hidden + j] = dcj * i * Fma.fma(-g, g, 1f);
      da[daAt + 3 * hidden + j] = dhj * tanhC * (o * (1f - o));

      // 3. dc[t-1] = dc ⊙ f
      dc[dcAt + j] = dcj * f;
    }

    // 4. dh[t-1] = 0 + Rᵀ da
    Arrays.fill(dh, dhAt, dhAt + hidden, 0f);
  }
}
