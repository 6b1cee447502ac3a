package dev.unroll.kernels.testing;

/// The GRU without a reset gate, with `a = W x + b_ih + R h + b_hh` in blocks u, n:
///
///     h' = (1 − σ(a_u)) h + σ(a_u) tanh(a_n)
public final class SimplifiedGruOracle extends RecurrentOracle {
  /// The oracle.
  public SimplifiedGruOracle() {}

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new GruStep(p, x, h, c);
  }

  private static final class GruStep extends Step {
    private final double[] u;
    private final double[] n;

    GruStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      int units = h.length;
      u = new double[units];
      n = new double[units];
      for (int j = 0; j < units; j++) {
        u[j] = sigmoid(p.input(j, x) + p.recurrent(j, h));
        n[j] = Math.tanh(p.input(units + j, x) + p.recurrent(units + j, h));
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
      for (int j = 0; j < units; j++) {
        double daU = dhNext[j] * (n[j] - h[j]) * u[j] * (1 - u[j]);
        double daN = dhNext[j] * u[j] * (1 - n[j] * n[j]);
        p.inputBackward(j, daU, x, d, dx);
        p.recurrentBackward(j, daU, h, d, dh);
        p.inputBackward(units + j, daN, x, d, dx);
        p.recurrentBackward(units + j, daN, h, d, dh);
        dh[j] += dhNext[j] * (1 - u[j]);
      }
    }
  }
}
