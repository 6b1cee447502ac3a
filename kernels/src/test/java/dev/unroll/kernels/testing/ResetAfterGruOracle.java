package dev.unroll.kernels.testing;

/// The GRU of torch.nn, reset after the product, in blocks r, z, n:
///
///     r  = σ(W_r x + b_ir + R_r h + b_hr)
///     z  = σ(W_z x + b_iz + R_z h + b_hz)
///     n  = tanh(W_n x + b_in + r (R_n h + b_hn))
///     h' = (1 − z) n + z h
public final class ResetAfterGruOracle extends RecurrentOracle {
  /// The oracle.
  public ResetAfterGruOracle() {}

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new ResetAfterGruStep(p, x, h, c);
  }

  private static final class ResetAfterGruStep extends Step {
    private final double[] r;
    private final double[] z;
    private final double[] n;
    private final double[] q;

    ResetAfterGruStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      int units = h.length;
      r = new double[units];
      z = new double[units];
      n = new double[units];
      q = new double[units];
      for (int j = 0; j < units; j++) {
        r[j] = sigmoid(p.input(j, x) + p.recurrent(j, h));
        z[j] = sigmoid(p.input(units + j, x) + p.recurrent(units + j, h));
        q[j] = p.recurrent(2 * units + j, h);
        n[j] = Math.tanh(p.input(2 * units + j, x) + r[j] * q[j]);
        hNext[j] = (1 - z[j]) * n[j] + z[j] * h[j];
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
        double daN = dhNext[j] * (1 - z[j]) * (1 - n[j] * n[j]);
        p.inputBackward(2 * units + j, daN, x, d, dx);
        p.recurrentBackward(2 * units + j, daN * r[j], h, d, dh);
        double daR = daN * q[j] * r[j] * (1 - r[j]);
        p.inputBackward(j, daR, x, d, dx);
        p.recurrentBackward(j, daR, h, d, dh);
        double daZ = dhNext[j] * (h[j] - n[j]) * z[j] * (1 - z[j]);
        p.inputBackward(units + j, daZ, x, d, dx);
        p.recurrentBackward(units + j, daZ, h, d, dh);
        dh[j] += dhNext[j] * z[j];
      }
    }
  }
}
