package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;

/// A direction step by step, for what no fused kernel has: any activations, clip, peepholes, coupled gates.
/// With a = x·Wᵀ + Wb + h·Rᵀ + Rb in blocks, and φ̂(v) = φ(v limited to ±clip):
///
///     RNN   h' = f̂(a)
///     LSTM  i = f̂(a_i + P_i ⊙ c)    f = f̂(a_f + P_f ⊙ c), or 1 − i    g = ĝ(a_c)
///           c' = f ⊙ c + i ⊙ g      o = f̂(a_o + P_o ⊙ c')            h' = o ⊙ ĥ(c')
///     GRU   z = f̂(a_z)   r = f̂(a_r)
///           n = ĝ(x·W_hᵀ + Wb_h + (r ⊙ h)·R_hᵀ + Rb_h), or with linear_before_reset
///               ĝ(x·W_hᵀ + Wb_h + r ⊙ (h·R_hᵀ + Rb_h))
///           h' = (1 − z) ⊙ n + z ⊙ h
final class PlainRecurrence implements RecurrentDirection {
  private final RecurrentCell cell;
  private final String path;
  private final int direction;
  private final int hidden;
  private final int gates;
  private final Value w;
  private final Value r;
  private final Value b;
  private final Value p;

  /// x·Wᵀ + Wb of all steps, `[T,N,G·H]`.
  private final Value inputs;

  /// h·Rᵀ + Rb of one step, `[N,G·H]`.
  private final Value recurrent;

  /// r ⊙ h of one step, `[N,H]`.
  private final Value reset;

  private final RightOperand inputWeights;
  private final RightOperand recurrentWeights;

  /// The last block of those, for states that were reset before the product; else null.
  private final RightOperand lastWeights;

  private final Kept<Matrices> kept = new Kept<>();

  PlainRecurrence(
      Site site,
      RecurrentCell cell,
      int direction,
      int hidden,
      Value w,
      Value r,
      Value b,
      Value p) {
    this.cell = cell;
    this.direction = direction;
    this.hidden = hidden;
    this.w = w;
    this.r = r;
    this.b = b;
    this.p = p;
    gates = cell.kind().gates;
    path = "plain path (%s)".formatted(p != null ? "peepholes" : cell.notFused());
    inputs = site.scratch(ElementType.FLOAT);
    recurrent = site.scratch(ElementType.FLOAT);
    reset = site.scratch(ElementType.FLOAT);
    int rows = gates * hidden;
    int features = w.isConstant() ? w.dim(2) : 0;
    int own = direction * rows;
    String key = "direction " + direction;
    inputWeights = new RightOperand(site, key + " W", w, own * features, features, rows, true);
    recurrentWeights = new RightOperand(site, key + " R", r, own * hidden, hidden, rows, true);
    boolean resetsBefore = cell.kind() == RecurrentCell.Kind.GRU && !cell.linearBeforeReset();
    int last = (own + 2 * hidden) * hidden;
    lastWeights =
        resetsBefore ? new RightOperand(site, key + " R_h", r, last, hidden, hidden, true) : null;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public int run(
      Context context, int steps, int batch, float[] x, int[] lengths, float[] h, float[] c) {
    int rows = gates * hidden;
    int features = w.dim(2);
    shape(inputs, steps * batch, rows);
    shape(recurrent, batch, rows);
    shape(reset, batch, hidden);
    Matrices matrices = Matrices.begin(kept, context);
    int own = direction * rows;
    // 1. all input products
    begin(inputs, 2 * own);
    inputWeights.product(
        context,
        matrices,
        matrices.of(x, 0, steps * batch, features),
        own * features,
        features,
        rows,
        matrices.of(inputs.floats(), 0, steps * batch, rows),
        true);
    Matrix result = matrices.of(recurrent.floats(), 0, batch, rows);
    Matrix resetRows = matrices.of(reset.floats(), 0, batch, hidden);
    Matrix lastColumns =
        matrices.of(recurrent.floats(), (gates - 1) * hidden, batch, hidden, rows, 1);
    for (int t = 0; t < steps; t++) {
      // 2. the recurrent product
      begin(recurrent, 2 * own + rows);
      Matrix state = matrices.of(h, t * batch * hidden, batch, hidden);
      recurrentWeights.product(context, matrices, state, own * hidden, hidden, rows, result, true);
      if (lastWeights != null) {
        // its last block again, of the states that were reset
        resets(context.kernels(), t, batch, h);
        int last = (own + 2 * hidden) * hidden;
        lastWeights.product(context, matrices, resetRows, last, hidden, hidden, lastColumns, true);
      }
      // 3. the gates
      for (int n = 0; n < batch; n++) {
        int from = (t * batch + n) * hidden;
        int to = from + batch * hidden;
        if (lengths != null && t >= lengths[n]) {
          System.arraycopy(h, from, h, to, hidden);
          continue;
        }
        int a = (t * batch + n) * rows;
        switch (cell.kind()) {
          case RNN -> rnn(context.kernels(), a, n * rows, h, to);
          case LSTM -> lstm(context.kernels(), a, n * rows, h, to, c, n * hidden);
          case GRU -> gru(context.kernels(), a, n * rows, h, from, to);
        }
      }
    }
    return 0;
  }

  private static void shape(Value value, int rows, int columns) {
    int[] dims = value.begin(2);
    dims[0] = rows;
    dims[1] = columns;
    value.end();
  }

  /// Each row the bias that is at `at`, or 0.
  private void begin(Value rows, int at) {
    int width = gates * hidden;
    if (b == null) {
      Arrays.fill(rows.floats(), 0, rows.elements(), 0);
      return;
    }
    for (int to = 0; to < rows.elements(); to += width) {
      System.arraycopy(b.floats(), at, rows.floats(), to, width);
    }
  }

  private void rnn(KernelSet kernels, int a, int u, float[] h, int to) {
    kernels.arithmetic().add(hidden, inputs.floats(), a, 1, recurrent.floats(), u, 1, h, to);
    cell.activations().get(0).apply(kernels, cell.clip(), hidden, h, to);
  }

  private void lstm(KernelSet kernels, int at, int u, float[] h, int to, float[] c, int cAt) {
    float[] a = inputs.floats();
    int i = at;
    int o = at + hidden;
    int f = at + 2 * hidden;
    int g = at + 3 * hidden;
    // 1. sums of both products, and what the gates see of the cell
    kernels.arithmetic().add(4 * hidden, a, at, 1, recurrent.floats(), u, 1, a, at);
    int peepholes = direction * 3 * hidden;
    if (p != null) {
      kernels.arithmetic().multiplyAdd(hidden, p.floats(), peepholes, c, cAt, a, i);
      kernels.arithmetic().multiplyAdd(hidden, p.floats(), peepholes + 2 * hidden, c, cAt, a, f);
    }
    // 2. the gates
    Activation gate = cell.activations().get(0);
    gate.apply(kernels, cell.clip(), hidden, a, i);
    if (cell.inputForget()) {
      for (int j = 0; j < hidden; j++) {
        a[f + j] = 1 - a[i + j];
      }
    } else {
      gate.apply(kernels, cell.clip(), hidden, a, f);
    }
    cell.activations().get(1).apply(kernels, cell.clip(), hidden, a, g);
    // 3. c' = f ⊙ c + i ⊙ g
    for (int j = 0; j < hidden; j++) {
      c[cAt + j] = Math.fma(a[f + j], c[cAt + j], a[i + j] * a[g + j]);
    }
    // 4. h' = o ⊙ h(c')
    if (p != null) {
      kernels.arithmetic().multiplyAdd(hidden, p.floats(), peepholes + hidden, c, cAt, a, o);
    }
    gate.apply(kernels, cell.clip(), hidden, a, o);
    System.arraycopy(c, cAt, h, to, hidden);
    cell.activations().get(2).apply(kernels, cell.clip(), hidden, h, to);
    kernels.arithmetic().multiply(hidden, a, o, 1, h, to, 1, h, to);
  }

  /// The reset gates of all rows, the states they let through, and the bias that their product begins with.
  private void resets(KernelSet kernels, int t, int batch, float[] h) {
    int rows = gates * hidden;
    for (int n = 0; n < batch; n++) {
      int a = (t * batch + n) * rows + hidden;
      int u = n * rows + hidden;
      kernels
          .arithmetic()
          .add(hidden, inputs.floats(), a, 1, recurrent.floats(), u, 1, recurrent.floats(), u);
      cell.activations().get(0).apply(kernels, cell.clip(), hidden, recurrent.floats(), u);
      int state = (t * batch + n) * hidden;
      kernels
          .arithmetic()
          .multiply(hidden, recurrent.floats(), u, 1, h, state, 1, reset.floats(), n * hidden);
      for (int j = 0; j < hidden; j++) {
        recurrent.floats()[u + hidden + j] =
            b == null ? 0 : b.floats()[direction * 2 * rows + rows + 2 * hidden + j];
      }
    }
  }

  private void gru(KernelSet kernels, int at, int uAt, float[] h, int from, int to) {
    float[] a = inputs.floats();
    float[] u = recurrent.floats();
    // 1. z and r
    kernels.arithmetic().add(hidden, a, at, 1, u, uAt, 1, a, at);
    Activation gate = cell.activations().get(0);
    gate.apply(kernels, cell.clip(), hidden, a, at);
    // 2. n, whose recurrent part was reset before the product or is now
    int n = at + 2 * hidden;
    int q = uAt + 2 * hidden;
    if (cell.linearBeforeReset()) {
      kernels.arithmetic().add(hidden, a, at + hidden, 1, u, uAt + hidden, 1, a, at + hidden);
      gate.apply(kernels, cell.clip(), hidden, a, at + hidden);
      kernels.arithmetic().multiplyAdd(hidden, a, at + hidden, u, q, a, n);
    } else {
      kernels.arithmetic().add(hidden, a, n, 1, u, q, 1, a, n);
    }
    cell.activations().get(1).apply(kernels, cell.clip(), hidden, a, n);
    // 3. h' = (1 − z) ⊙ n + z ⊙ h
    for (int j = 0; j < hidden; j++) {
      h[to + j] = Math.fma(a[at + j], h[from + j] - a[n + j], a[n + j]);
    }
  }
}
