package dev.unroll.kernels.testing;

/// `h' = φ(W x + b_ih + R h + b_hh)`.
public final class RnnOracle extends RecurrentOracle {
  private final boolean relu;

  /// The layer with φ = ReLU, or else tanh.
  public RnnOracle(boolean relu) {
    this.relu = relu;
  }

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new RnnStep(p, x, h, c);
  }

  private final class RnnStep extends Step {
    RnnStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      for (int j = 0; j < h.length; j++) {
        double a = p.input(j, x) + p.recurrent(j, h);
        hNext[j] = relu ? Math.max(a, 0) : Math.tanh(a);
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
      for (int j = 0; j < h.length; j++) {
        double slope = relu ? Math.signum(hNext[j]) : 1 - hNext[j] * hNext[j];
        double da = dhNext[j] * slope;
        p.inputBackward(j, da, x, d, dx);
        p.recurrentBackward(j, da, h, d, dh);
      }
    }
  }
}
