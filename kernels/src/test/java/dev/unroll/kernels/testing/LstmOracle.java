package dev.unroll.kernels.testing;

/// With `a = W x + b_ih + R h + b_hh` in blocks i, f, g, o:
///
///     c' = σ(a_f) c + σ(a_i) tanh(a_g)
///     h' = σ(a_o) tanh(c')
public final class LstmOracle extends RecurrentOracle {
  /// The oracle.
  public LstmOracle() {}

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new LstmStep(p, x, h, c);
  }

  private static final class LstmStep extends Step {
    private final double[] i;
    private final double[] f;
    private final double[] g;
    private final double[] o;

    LstmStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      int units = h.length;
      i = new double[units];
      f = new double[units];
      g = new double[units];
      o = new double[units];
      for (int j = 0; j < units; j++) {
        i[j] = sigmoid(p.input(j, x) + p.recurrent(j, h));
        f[j] = sigmoid(p.input(units + j, x) + p.recurrent(units + j, h));
        g[j] = Math.tanh(p.input(2 * units + j, x) + p.recurrent(2 * units + j, h));
        o[j] = sigmoid(p.input(3 * units + j, x) + p.recurrent(3 * units + j, h));
        cNext[j] = f[j] * c[j] + i[j] * g[j];
        hNext[j] = o[j] * Math.tanh(cNext[j]);
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
      int units = h.length;
      for (int j = 0; j < units; j++) {
        double tanhC = Math.tanh(cNext[j]);
        double dcj = dcNext[j] + dhNext[j] * o[j] * (1 - tanhC * tanhC);
        double[] da = {
          dcj * g[j] * i[j] * (1 - i[j]),
          dcj * c[j] * f[j] * (1 - f[j]),
          dcj * i[j] * (1 - g[j] * g[j]),
          dhNext[j] * tanhC * o[j] * (1 - o[j])
        };
        for (int gate = 0; gate < 4; gate++) {
          p.inputBackward(gate * units + j, da[gate], x, d, dx);
          p.recurrentBackward(gate * units + j, da[gate], h, d, dh);
        }
        dc[j] += dcj * f[j];
      }
    }
  }
}
