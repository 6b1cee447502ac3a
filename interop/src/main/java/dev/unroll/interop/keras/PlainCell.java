package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentWeights;
import java.util.Arrays;

/// The cells with any functions of the gates, φ of the new state and σ of the gates, one step after another:
///
///     simple      h' = φ(W x + R h + b)
///     LSTM        c' = σ(a_f) ⊙ c + σ(a_i) ⊙ φ(a_g)        h' = σ(a_o) ⊙ φ(c')      a = W x + R h + b
///     GRU         r, z = σ(W x + R h + b)                   h' = z ⊙ h + (1 − z) ⊙ n
///                 n = φ(W_n x + R_n (r ⊙ h) + b_n), or, reset after the product,
///                 n = φ(W_n x + b_in + r ⊙ (R_n h + b_hn))
final class PlainCell {
  private final RecurrentCell cell;
  private final Engine engine;
  private final RecurrentWeights weights;
  private final int hidden;
  private final int width;

  PlainCell(RecurrentCell cell, Engine engine) {
    this.cell = cell;
    this.engine = engine;
    this.weights = cell.weights();
    this.hidden = cell.hidden();
    this.width = cell.kind().blocks() * hidden;
  }

  /// Reads `x [T,N,C]` and slot 0 of `h` and `c [T+1,N,H]`, overwrites their other slots.
  void run(Tensor x, int[] lengths, Tensor h, Tensor c) {
    int steps = x.shape().dimension(0);
    int batch = x.shape().dimension(1);
    Workspace workspace = engine.workspace();
    float[] inputs = workspace.take(steps * batch * width);
    float[] states = workspace.take(batch * width);

    // 1. all input products: W x + b, with both biases but where the GRU keeps the recurrent one
    // apart
    boolean apart = cell.kind() == RecurrentCell.Kind.RESET_AFTER_GRU;
    fillRows(inputs, steps * batch, weights.biasIh());
    if (!apart) {
      addRows(inputs, steps * batch, weights.biasHh());
    }
    add(Matrix.of(x), Matrix.of(weights.weightIh()), inputs, 0, steps * batch, width);

    // 2. one step after another
    for (int t = 0; t < steps; t++) {
      Tensor before = h.at(t);
      fillRows(states, batch, apart ? weights.biasHh() : null);
      add(Matrix.of(before), Matrix.of(weights.weightHh()), states, 0, batch, width);
      int gates = t * batch * width;
      switch (cell.kind()) {
        case SIMPLE -> simple(batch, inputs, gates, states, h.at(t + 1));
        case LSTM -> lstm(batch, inputs, gates, states, h.at(t + 1), c.at(t), c.at(t + 1));
        default -> gru(batch, inputs, gates, states, before, h.at(t + 1), apart);
      }
      carry(t, lengths, h);
      if (c != null) {
        carry(t, lengths, c);
      }
    }
    workspace.give(states);
    workspace.give(inputs);
  }

  /// `to += a·bᵀ`.
  private void add(Matrix a, Matrix b, float[] to, int at, int rows, int columns) {
    GemmKernel gemm = engine.kernels().gemm();
    Matrix c = Matrix.rowMajor(to, at, rows, columns, columns);
    gemm.multiplyAdd(a, b.transpose(), c, engine.workspace(), engine.workers());
  }

  private void fillRows(float[] to, int rows, Tensor bias) {
    Arrays.fill(to, 0, rows * width, 0);
    addRows(to, rows, bias);
  }

  private void addRows(float[] to, int rows, Tensor bias) {
    for (int row = 0; bias != null && row < rows; row++) {
      for (int i = 0; i < width; i++) {
        to[row * width + i] += bias.data()[bias.offset() + i];
      }
    }
  }

  private void simple(int batch, float[] inputs, int at, float[] states, Tensor next) {
    for (int i = 0; i < batch * hidden; i++) {
      states[i] += inputs[at + i];
    }
    cell.activation().apply(engine, batch * hidden, states, 0, next.data(), next.offset());
  }

  private void lstm(
      int batch, float[] inputs, int at, float[] a, Tensor h, Tensor before, Tensor c) {
    for (int i = 0; i < batch * width; i++) {
      a[i] += inputs[at + i];
    }
    for (int row = 0; row < batch; row++) {
      int i = row * width;
      int state = row * hidden;
      int cAt = c.offset() + state;
      cell.gates().apply(engine, 2 * hidden, a, i, a, i);
      cell.activation().apply(engine, hidden, a, i + 2 * hidden, a, i + 2 * hidden);
      cell.gates().apply(engine, hidden, a, i + 3 * hidden, a, i + 3 * hidden);
      for (int u = 0; u < hidden; u++) {
        float forget = a[i + hidden + u] * before.data()[before.offset() + state + u];
        c.data()[cAt + u] = Math.fma(a[i + u], a[i + 2 * hidden + u], forget);
      }
      int hAt = h.offset() + state;
      cell.activation().apply(engine, hidden, c.data(), cAt, h.data(), hAt);
      for (int u = 0; u < hidden; u++) {
        h.data()[hAt + u] *= a[i + 3 * hidden + u];
      }
    }
  }

  private void gru(
      int batch, float[] inputs, int at, float[] q, Tensor before, Tensor h, boolean after) {
    // 1. r and z
    for (int row = 0; row < batch; row++) {
      int a = at + row * width;
      for (int i = 0; i < 2 * hidden; i++) {
        inputs[a + i] += q[row * width + i];
      }
      cell.gates().apply(engine, 2 * hidden, inputs, a, inputs, a);
    }
    // 2. what the new state sees of the old one
    if (after) {
      for (int row = 0; row < batch; row++) {
        int a = at + row * width;
        for (int u = 0; u < hidden; u++) {
          int n = a + 2 * hidden + u;
          inputs[n] = Math.fma(inputs[a + u], q[row * width + 2 * hidden + u], inputs[n]);
        }
      }
    } else {
      float[] s = engine.workspace().take(batch * hidden);
      for (int row = 0; row < batch; row++) {
        for (int u = 0; u < hidden; u++) {
          float state = before.data()[before.offset() + row * hidden + u];
          s[row * hidden + u] = inputs[at + row * width + u] * state;
        }
      }
      Matrix reset = Matrix.rowMajor(s, 0, batch, hidden, hidden);
      Matrix recurrent = Matrix.of(weights.weightHh()).rows(2 * hidden, width);
      Matrix to = Matrix.rowMajor(inputs, at + 2 * hidden, batch, hidden, width);
      engine
          .kernels()
          .gemm()
          .multiplyAdd(reset, recurrent.transpose(), to, engine.workspace(), engine.workers());
      engine.workspace().give(s);
    }
    // 3. n and h'
    for (int row = 0; row < batch; row++) {
      int a = at + row * width;
      int n = a + 2 * hidden;
      cell.activation().apply(engine, hidden, inputs, n, inputs, n);
      for (int u = 0; u < hidden; u++) {
        float state = before.data()[before.offset() + row * hidden + u];
        float fresh = inputs[n + u];
        h.data()[h.offset() + row * hidden + u] =
            Math.fma(inputs[a + hidden + u], state - fresh, fresh);
      }
    }
  }

  /// Past a row's length its state stays as it was.
  private void carry(int t, int[] lengths, Tensor states) {
    for (int row = 0; row < lengths.length; row++) {
      if (t >= lengths[row]) {
        Tensor from = states.at(t);
        Tensor to = states.at(t + 1);
        System.arraycopy(
            from.data(),
            from.offset() + row * hidden,
            to.data(),
            to.offset() + row * hidden,
            hidden);
      }
    }
  }
}
