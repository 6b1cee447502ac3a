package dev.unroll.kernels.testing;

/// The Jordan network, whose state is its output:
///
///     m  = tanh(W x + b + R h)
///     h' = V m + d
public final class JordanOracle extends RecurrentOracle {
  /// The oracle.
  public JordanOracle() {}

  @Override
  Step forward(Parameters p, double[] x, double[] h, double[] c) {
    return new JordanStep(p, x, h, c);
  }

  private static final class JordanStep extends Step {
    private final double[] m;

    JordanStep(Parameters p, double[] x, double[] h, double[] c) {
      super(x, h, c);
      m = new double[c.length];
      for (int j = 0; j < m.length; j++) {
        m[j] = Math.tanh(p.input(j, x) + p.recurrent(j, h));
      }
      double[] v = p.further("weight_ho", h.length * m.length);
      double[] bias = p.further("bias_ho", h.length);
      for (int k = 0; k < h.length; k++) {
        hNext[k] = bias[k];
        for (int j = 0; j < m.length; j++) {
          hNext[k] += v[k * m.length + j] * m[j];
        }
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
      double[] v = p.further("weight_ho", h.length * m.length);
      double[] dm = new double[m.length];
      for (int k = 0; k < h.length; k++) {
        for (int j = 0; j < m.length; j++) {
          dm[j] += v[k * m.length + j] * dhNext[k];
          d.further.get("weight_ho")[k * m.length + j] += dhNext[k] * m[j];
        }
        if (d.further.containsKey("bias_ho")) {
          d.further.get("bias_ho")[k] += dhNext[k];
        }
      }
      for (int j = 0; j < m.length; j++) {
        double da = dm[j] * (1 - m[j] * m[j]);
        p.inputBackward(j, da, x, d, dx);
        p.recurrentBackward(j, da, h, d, dh);
      }
    }
  }
}
