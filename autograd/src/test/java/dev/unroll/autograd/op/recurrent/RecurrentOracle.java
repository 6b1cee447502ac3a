package dev.unroll.autograd.op.recurrent;

import java.util.Arrays;

/// Recurrent layers in double, one row and one step after the other, straight from the equations.
final class RecurrentOracle {
  /// The cells, with the gate blocks of their weights.
  enum Cell {
    RNN_TANH(1),
    RNN_RELU(1),
    LSTM(4),
    GRU(3),
    RESET_AFTER_GRU(3);

    private final int gates;

    Cell(int gates) {
      this.gates = gates;
    }

    int gates() {
      return gates;
    }

    boolean hasCellState() {
      return this == LSTM;
    }
  }

  record Sizes(int steps, int batch, int inputs, int hidden) {}

  private final Cell cell;
  private final Sizes sizes;
  private final double[] w;
  private final double[] r;
  private final double[] bi;
  private final double[] bh;
  private double[] x;
  private double[] h;
  private double[] c;

  private RecurrentOracle(Cell cell, Sizes sizes, double[][] v) {
    this.cell = cell;
    this.sizes = sizes;
    this.w = v[0];
    this.r = v[1];
    this.bi = v[2];
    this.bh = v[3];
  }

  /// y, hn and for an LSTM cn; `v` holds weight_ih, weight_hh, bias_ih, bias_hh, h0.
  static double[][] run(
      Cell cell, Sizes sizes, double[][] v, double[] x, double[] c0, int[] lengths) {
    int hidden = sizes.hidden;
    double[] y = new double[sizes.steps * sizes.batch * hidden];
    double[] hn = new double[sizes.batch * hidden];
    double[] cn = new double[sizes.batch * hidden];
    RecurrentOracle oracle = new RecurrentOracle(cell, sizes, v);
    for (int n = 0; n < sizes.batch; n++) {
      oracle.h = Arrays.copyOfRange(v[4], n * hidden, (n + 1) * hidden);
      oracle.c = c0 == null ? null : Arrays.copyOfRange(c0, n * hidden, (n + 1) * hidden);
      int length = lengths == null ? sizes.steps : lengths[n];
      for (int t = 0; t < length; t++) {
        int row = t * sizes.batch + n;
        oracle.x = Arrays.copyOfRange(x, row * sizes.inputs, (row + 1) * sizes.inputs);
        oracle.step();
        System.arraycopy(oracle.h, 0, y, row * hidden, hidden);
      }
      System.arraycopy(oracle.h, 0, hn, n * hidden, hidden);
      if (c0 != null) {
        System.arraycopy(oracle.c, 0, cn, n * hidden, hidden);
      }
    }
    return c0 == null ? new double[][] {y, hn} : new double[][] {y, hn, cn};
  }

  private double input(int gate, int j) {
    int row = gate * sizes.hidden + j;
    double sum = bi[row];
    for (int k = 0; k < sizes.inputs; k++) {
      sum += w[row * sizes.inputs + k] * x[k];
    }
    return sum;
  }

  private double recurrent(int gate, int j, double[] state) {
    int row = gate * sizes.hidden + j;
    double sum = bh[row];
    for (int k = 0; k < sizes.hidden; k++) {
      sum += r[row * sizes.hidden + k] * state[k];
    }
    return sum;
  }

  private double both(int gate, int j) {
    return input(gate, j) + recurrent(gate, j, h);
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  private void step() {
    int hidden = sizes.hidden;
    double[] next = new double[hidden];
    double[] reset = new double[hidden];
    for (int j = 0; j < hidden; j++) {
      reset[j] = cell == Cell.GRU ? sigmoid(both(0, j)) * h[j] : 0;
    }
    for (int j = 0; j < hidden; j++) {
      switch (cell) {
        case RNN_TANH -> next[j] = Math.tanh(both(0, j));
        case RNN_RELU -> next[j] = Math.max(0, both(0, j));
        case LSTM -> {
          c[j] = sigmoid(both(1, j)) * c[j] + sigmoid(both(0, j)) * Math.tanh(both(2, j));
          next[j] = sigmoid(both(3, j)) * Math.tanh(c[j]);
        }
        case GRU -> {
          double u = sigmoid(both(1, j));
          double n = Math.tanh(input(2, j) + recurrent(2, j, reset));
          next[j] = (1 - u) * h[j] + u * n;
        }
        case RESET_AFTER_GRU -> {
          double z = sigmoid(both(1, j));
          double n = Math.tanh(input(2, j) + sigmoid(both(0, j)) * recurrent(2, j, h));
          next[j] = (1 - z) * n + z * h[j];
        }
      }
    }
    h = next;
  }
}
