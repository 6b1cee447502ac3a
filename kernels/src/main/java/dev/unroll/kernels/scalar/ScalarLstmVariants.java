package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.PeepholeLstmKernel;
import dev.unroll.kernels.PeepholeLstmWeights;
import dev.unroll.kernels.ProjectedLstmKernel;
import dev.unroll.kernels.ProjectedLstmWeights;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// The LSTM layer with ReLU, with peepholes, or with a projection, in plain loops.
abstract sealed class ScalarLstmVariants extends ScalarRecurrentKernel {
  private final boolean relu;

  private ScalarLstmVariants(boolean relu) {
    this.relu = relu;
  }

  /// With ReLU in the place of both tanh.
  static final class Relu extends ScalarLstmVariants implements LstmKernel {
    Relu() {
      super(true);
    }

    @Override
    public String cell() {
      return "lstm-relu";
    }
  }

  @Override
  int gates() {
    return 4;
  }

  /// φ; a ReLU keeps NaN and makes −0 a 0.
  private float activation(float x) {
    return relu ? (x <= 0f ? 0f : x) : ScalarMath.tanh(x);
  }

  /// φ' where φ is y.
  private float slope(float y) {
    return relu ? (y > 0f ? 1f : 0f) : Fma.fma(-y, y, 1f);
  }

  /// What gate i, f or o sees of the cell state.
  ///
  /// @param r the packed weights, with what the cell has besides from `at` on
  void peep(int gate, int hidden, float[] r, int at, float[] c, int cAt, float[] a, int aAt) {}

  /// Leaves the hidden state that m becomes, and m where the cell saves it.
  void output(int hidden, int outputs, float[] r, int at, float[] a, int aAt, float[] h, int hTo) {}

  /// Where in a row of `a` m is made; −1 where it is the hidden state itself.
  int mColumn(int hidden) {
    return -1;
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
    int further = rOffset + 4 * hidden * outputs;
    int iAt = at;
    int fAt = at + hidden;
    int gAt = at + 2 * hidden;
    int oAt = at + 3 * hidden;
    // 1. the gates i and f, g, and c' = f ⊙ c + i ⊙ g
    peep(0, hidden, r, further, c, cFrom, a, iAt);
    peep(1, hidden, r, further, c, cFrom, a, fAt);
    for (int j = 0; j < hidden; j++) {
      float i = ScalarMath.sigmoid(a[iAt + j]);
      float f = ScalarMath.sigmoid(a[fAt + j]);
      float g = activation(a[gAt + j]);
      a[iAt + j] = i;
      a[fAt + j] = f;
      a[gAt + j] = g;
      c[cTo + j] = Fma.fma(f, c[cFrom + j], i * g);
    }

    // 2. the gate o, and m = o ⊙ φ(c')
    peep(2, hidden, r, further, c, cTo, a, oAt);
    float[] m = mColumn(hidden) < 0 ? h : a;
    int mAt = mColumn(hidden) < 0 ? hTo : at + mColumn(hidden);
    for (int j = 0; j < hidden; j++) {
      float o = ScalarMath.sigmoid(a[oAt + j]);
      a[oAt + j] = o;
      m[mAt + j] = o * activation(c[cTo + j]);
    }
    output(hidden, outputs, r, further, a, at, h, hTo);
  }

  /// Peephole `gate` of the sequence's weights; null where there is none.
  Tensor peephole(RecurrentSequence sequence, int gate) {
    return null;
  }

  /// dm from dh; null where they are the same, else where it has been made in the row of `da`.
  float[] backwardOutput(RecurrentSequence sequence, float[] dh, int dhAt, float[] da, int daAt) {
    return null;
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
    int iAt = StateRows.saved(sequence, t, n, savedWidth(hidden));
    int fAt = iAt + hidden;
    int gAt = iAt + 2 * hidden;
    int oAt = iAt + 3 * hidden;
    float[] c = sequence.c().data();
    int cFrom = StateRows.cell(sequence, StateRows.steps(sequence, t), n);
    int cTo = StateRows.cell(sequence, StateRows.steps(sequence, t) + 1, n);
    Tensor pI = peephole(sequence, 0);
    Tensor pF = peephole(sequence, 1);
    Tensor pO = peephole(sequence, 2);

    // 1. what reaches m, in the place of da_i
    float[] own = backwardOutput(sequence, dh, dhAt, da, daAt);
    float[] dm = own == null ? dh : own;
    int dmAt = own == null ? dhAt : daAt;
    for (int j = 0; j < hidden; j++) {
      float i = saved[iAt + j];
      float f = saved[fAt + j];
      float g = saved[gAt + j];
      float o = saved[oAt + j];
      float k = activation(c[cTo + j]);
      float dmj = dm[dmAt + j];

      // 2. da_o, and dc += dm ⊙ o ⊙ φ'(c) + p_o ⊙ da_o
      float daO = dmj * k * (o * (1f - o));
      float dcj = Fma.fma(dmj * o, slope(k), dc[dcAt + j]);
      dcj = pO == null ? dcj : Fma.fma(at(pO, j), daO, dcj);

      // 3. the other pre-activations
      float daI = dcj * g * (i * (1f - i));
      float daF = dcj * c[cFrom + j] * (f * (1f - f));
      da[daAt + j] = daI;
      da[daAt + hidden + j] = daF;
      da[daAt + 2 * hidden + j] = dcj * i * slope(g);
      da[daAt + 3 * hidden + j] = daO;

      // 4. dc[t-1] = dc ⊙ f + p_i ⊙ da_i + p_f ⊙ da_f
      float before = dcj * f;
      before = pI == null ? before : Fma.fma(at(pI, j), daI, before);
      dc[dcAt + j] = pF == null ? before : Fma.fma(at(pF, j), daF, before);
    }

    // 5. dh[t-1] = 0 + Rᵀ da
    Arrays.fill(dh, dhAt, dhAt + outputs, 0f);
  }

  private static float at(Tensor tensor, int j) {
    return tensor.data()[tensor.offset() + j];
  }

  /// With peepholes.
  static final class Peephole extends ScalarLstmVariants implements PeepholeLstmKernel {
    Peephole() {
      super(false);
    }

    @Override
    int furtherLength(int hidden, int outputs) {
      return 3 * hidden;
    }

    @Override
    void packFurther(RecurrentWeights weights, float[] packed, int at) {
      int hidden = weights.hidden();
      for (int gate = 0; gate < 3; gate++) {
        Tensor p = weights.tensor(4 + gate);
        System.arraycopy(p.data(), p.offset(), packed, at + gate * hidden, hidden);
      }
    }

    @Override
    void peep(int gate, int hidden, float[] r, int at, float[] c, int cAt, float[] a, int aAt) {
      for (int j = 0; j < hidden; j++) {
        a[aAt + j] = Fma.fma(r[at + gate * hidden + j], c[cAt + j], a[aAt + j]);
      }
    }

    @Override
    Tensor peephole(RecurrentSequence sequence, int gate) {
      return sequence.weights().tensor(4 + gate);
    }

    @Override
    void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
      super.addRecurrentGradients(sequence, da, dWeights);
      PeepholeLstmWeights own = (PeepholeLstmWeights) dWeights;
      int hidden = sequence.shape().hidden();
      RowGradients.addCellProducts(sequence, da, 4 * hidden, 0, 0, own.peepholeI());
      RowGradients.addCellProducts(sequence, da, 4 * hidden, hidden, 0, own.peepholeF());
      RowGradients.addCellProducts(sequence, da, 4 * hidden, 3 * hidden, 1, own.peepholeO());
    }
  }

  /// With a projection. Rows of gradients are da, then dh for the projection.
  static final class Projected extends ScalarLstmVariants implements ProjectedLstmKernel {
    Projected() {
      super(false);
    }

    @Override
    int gradientWidth(int hidden, int outputs) {
      return 4 * hidden + outputs;
    }

    @Override
    int furtherLength(int hidden, int outputs) {
      return OutputLayer.length(hidden, outputs);
    }

    @Override
    void packFurther(RecurrentWeights weights, float[] packed, int at) {
      OutputLayer.pack(((ProjectedLstmWeights) weights).weightHr(), null, packed, at);
    }

    @Override
    int mColumn(int hidden) {
      return 4 * hidden;
    }

    @Override
    void output(
        int hidden, int outputs, float[] r, int at, float[] a, int aAt, float[] h, int hTo) {
      OutputLayer.forward(hidden, outputs, r, at, a, aAt + 4 * hidden, h, hTo);
    }

    @Override
    float[] backwardOutput(RecurrentSequence sequence, float[] dh, int dhAt, float[] da, int daAt) {
      int hidden = sequence.shape().hidden();
      Tensor weight = ((ProjectedLstmWeights) sequence.weights()).weightHr();
      OutputLayer.backward(weight, dh, dhAt, da, daAt + 4 * hidden, da, daAt);
      return da;
    }

    @Override
    void addRecurrentGradients(RecurrentSequence sequence, float[] da, RecurrentWeights dWeights) {
      super.addRecurrentGradients(sequence, da, dWeights);
      int hidden = sequence.shape().hidden();
      int width = gradientWidth(hidden, sequence.shape().outputs());
      Tensor dWeight = ((ProjectedLstmWeights) dWeights).weightHr();
      OutputLayer.addGradients(
          sequence, da, width, 4 * hidden, 5 * hidden, 4 * hidden, dWeight, null);
    }
  }
}
