package dev.unroll.kernels.testing;

/// The lectures' GRU, reset before the product, with `b = b_ih + b_hh` in blocks r, u, n:
///
///     r  = σ(W_r x + R_r h + b_r)
///     u  = σ(W_u x + R_u h + b_u)
///     n  = tanh(W_n x + R_n (r h) + b_n)
///     h' = (1 − u) h + u n
public final class GruOracle extends RecurrentOracle {
  /// The oracle.
  public GruOracle() {}

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new GruStep(p, x, h, c);
  }

  private static final class GruStep extends Step {
    private final double[] r;
    private final double[] u;
    private final double[] n;
    private final double[] s;

    GruStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      int units = h.length;
      r = new double[units];
      u = new double[units];
      n = new double[units];
      s = new double[units];
      for (int j = 0; j < units; j++) {
        r[j] = sigmoid(p.input(j, x) + p.recurrent(j, h));
        u[j] = sigmoid(p.input(units + j, x) + p.recurrent(units + j, h));
        s[j] = r[j] * h[j];
      }
      for (int j = 0; j < units; j++) {
        n[j] = Math.tanh(p.input(2 * units + j, x) + p.recurrent(2 * units + j, s));
        hNext[j] = (1 - u[j]) * h[j] + u[j] * n[j];
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
      double[] ds = new double[units];
      for (int j = 0; j < units; j++) {
        double daN = dhNext[j] * u[j] * (1 - n[j] * n[j]);
        p.inputBackward(2 * units + j, daN, x, d, dx);
        p.recurrentBackward(2 * units + j, daN, s, d, ds);
      }
      for (int j = 0; j < units; j++) {
        double daR = ds[j] * h[j] * r[j] * (1 - r[j]);
        p.inputBackward(j, daR, x, d, dx);
        p.recurrentBackward(j, daR, h, d, dh);
        double daU = dhNext[j] * (n[j] - h[j]) * u[j] * (1 - u[j]);
        p.inputBackward(units + j, daU, x, d, dx);
        p.recurrentBackward(units + j, daU, h, d, dh);
        dh[j] += dhNext[j] * (1 - u[j]) + ds[j] * r[j];
      }
    }
  }
}
