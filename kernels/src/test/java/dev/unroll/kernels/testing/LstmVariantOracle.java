package dev.unroll.kernels.testing;

/// The LSTM with what [LstmOracle] does not have. With `a = W x + b_ih + R h + b_hh` in blocks i, f, g, o, and what is missing
/// left out:
///
///     i  = σ(a_i + p_i c)         f = σ(a_f + p_f c)         g = φ(a_g)
///     c' = f c + i g
///     o  = σ(a_o + p_o c')        m = o φ(c')                h' = m, or W_r m
public final class LstmVariantOracle extends RecurrentOracle {
  private final boolean relu;
  private final boolean projected;

  /// With φ = ReLU, or else tanh; with a projection, or without.
  public LstmVariantOracle(boolean relu, boolean projected) {
    this.relu = relu;
    this.projected = projected;
  }

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new VariantStep(p, x, h, c);
  }

  private double phi(double a) {
    return relu ? Math.max(0, a) : Math.tanh(a);
  }

  private double slope(double a) {
    return relu ? (a > 0 ? 1 : 0) : 1 - Math.tanh(a) * Math.tanh(a);
  }

  private final class VariantStep extends Step {
    private final int units;
    private final double[] i;
    private final double[] f;
    private final double[] aG;
    private final double[] o;
    private final double[] m;

    VariantStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      units = c.length;
      i = new double[units];
      f = new double[units];
      aG = new double[units];
      o = new double[units];
      m = new double[units];
      double[] pI = p.further("peephole_i", units);
      double[] pF = p.further("peephole_f", units);
      double[] pO = p.further("peephole_o", units);
      for (int j = 0; j < units; j++) {
        i[j] = sigmoid(p.input(j, x) + p.recurrent(j, h) + pI[j] * c[j]);
        f[j] = sigmoid(p.input(units + j, x) + p.recurrent(units + j, h) + pF[j] * c[j]);
        aG[j] = p.input(2 * units + j, x) + p.recurrent(2 * units + j, h);
        cNext[j] = f[j] * c[j] + i[j] * phi(aG[j]);
        double aO = p.input(3 * units + j, x) + p.recurrent(3 * units + j, h);
        o[j] = sigmoid(aO + pO[j] * cNext[j]);
        m[j] = o[j] * phi(cNext[j]);
      }
      double[] w = p.further("weight_hr", h.length * units);
      for (int k = 0; k < h.length; k++) {
        for (int j = 0; j < units && projected; j++) {
          hNext[k] += w[k * units + j] * m[j];
        }
        hNext[k] = projected ? hNext[k] : m[k];
      }
    }

    @Override
    void backward(
        Parameters p,
        double[] dhNext,
        double[] dcNext,
        Parameters d,
        double[] dx,
        double[] dh,
        double[] dc) {
      double[] dm = projected ? new double[units] : dhNext;
      double[] w = p.further("weight_hr", h.length * units);
      for (int k = 0; k < h.length && projected; k++) {
        for (int j = 0; j < units; j++) {
          dm[j] += w[k * units + j] * dhNext[k];
          d.further.get("weight_hr")[k * units + j] += dhNext[k] * m[j];
        }
      }
      double[] pI = p.further("peephole_i", units);
      double[] pF = p.further("peephole_f", units);
      double[] pO = p.further("peephole_o", units);
      for (int j = 0; j < units; j++) {
        double g = phi(aG[j]);
        double daO = dm[j] * phi(cNext[j]) * o[j] * (1 - o[j]);
        double dcj = dcNext[j] + dm[j] * o[j] * slope(cNext[j]) + pO[j] * daO;
        double daI = dcj * g * i[j] * (1 - i[j]);
        double daF = dcj * c[j] * f[j] * (1 - f[j]);
        double[] da = {daI, daF, dcj * i[j] * slope(aG[j]), daO};
        for (int gate = 0; gate < 4; gate++) {
          p.inputBackward(gate * units + j, da[gate], x, d, dx);
          p.recurrentBackward(gate * units + j, da[gate], h, d, dh);
        }
        dc[j] += dcj * f[j] + pI[j] * daI + pF[j] * daF;
        if (d.further.containsKey("peephole_i")) {
          d.further.get("peephole_i")[j] += daI * c[j];
          d.further.get("peephole_f")[j] += daF * c[j];
          d.further.get("peephole_o")[j] += daO * cNext[j];
        }
      }
    }
  }
}
