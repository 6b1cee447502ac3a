package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// The LSTM with what [LstmOp]'s kernel does not have: peepholes, a projection, another activation φ. For
/// t = 1..T:
///
///     a    = W x[t-1] + R h[t-1] + b                          [4H], gate blocks i, f, g, o
///     i    = σ(a_i + p_i ⊙ c[t-1])      f = σ(a_f + p_f ⊙ c[t-1])      g = φ(a_g)
///     c[t] = f ⊙ c[t-1] + i ⊙ g
///     o    = σ(a_o + p_o ⊙ c[t])
///     m    = o ⊙ φ(c[t])                h[t] = m, or W_r m    [P]
///
/// backward, with dh, dc the gradients reaching h[t], c[t], and dm = dh, or W_rᵀ dh:
///
///     da_o    = dm ⊙ φ(c[t]) ⊙ o ⊙ (1 − o)
///     dc     += dm ⊙ o ⊙ φ'(c[t]) + p_o ⊙ da_o
///     da_i    = dc ⊙ g ⊙ i ⊙ (1 − i)      da_f = dc ⊙ c[t-1] ⊙ f ⊙ (1 − f)      da_g = dc ⊙ i ⊙ φ'(a_g)
///     dc[t-1] = dc ⊙ f + p_i ⊙ da_i + p_f ⊙ da_f              dh[t-1] = Rᵀ da
///
/// Saved: the gates, and the states of all steps, which the outputs are windows on.
final class LstmSteps implements Operation {
  private static final int X = 0;
  private static final int H0 = 1;
  private static final int C0 = 2;
  private static final int W = 3;
  private static final int R = 4;
  private static final int BIAS_IH = 5;
  private static final int BIAS_HH = 6;
  private static final int PEEPHOLE_I = 7;
  private static final int PEEPHOLE_F = 8;
  private static final int PEEPHOLE_O = 9;
  private static final int PROJECTION = 10;

  private final String name;
  private final Activation activation;
  private final int[] lengths;
  private final Tensor savedGates;
  private final Tensor savedH;
  private final Tensor savedC;

  private LstmSteps(
      String name,
      Activation activation,
      int[] lengths,
      Tensor savedGates,
      Tensor savedH,
      Tensor savedC) {
    this.name = name;
    this.activation = activation;
    this.lengths = lengths;
    this.savedGates = savedGates;
    this.savedH = savedH;
    this.savedC = savedC;
  }

  /// @param peepholes three of `[H]`, for i, f and o, or null
  /// @param projection `W_r [P,H]`, or null for P = H
  static RecurrentOutput apply(
      String name,
      Activation activation,
      Variable x,
      RecurrentParameters parameters,
      Variable[] peepholes,
      Variable projection,
      Variable h0,
      Variable c0,
      int[] lengths) {
    Shape shape = Steps.sequence(name, x);
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    int hidden = parameters.weightHh().shape().dimension(0) / 4;
    int width = projection == null ? hidden : projection.shape().dimension(0);
    Checks.shape("weight_hh", parameters.weightHh().value(), 4 * hidden, width);
    if (projection != null) {
      Checks.shape("weight_hr", projection.value(), width, hidden);
    }
    for (int i = 0; peepholes != null && i < 3; i++) {
      Checks.shape("peephole", peepholes[i].value(), hidden);
    }
    Tape tape = x.tape();

    // 1. all input projections: gates = x·Wᵀ + b, one product over T·N rows
    Tensor gates = tape.take(Shape.of(steps, batch, 4 * hidden));
    Steps.inputs(tape, x, parameters.weightIh(), parameters.biasIh(), parameters.biasHh(), gates);

    // 2. the recurrence
    Tensor h = Steps.states(tape, "h0 [N,P]", h0, steps, batch, width);
    Tensor c = Steps.states(tape, "c0 [N,H]", c0, steps, batch, hidden);
    LstmSteps op = new LstmSteps(name, activation, tape.copy(lengths), gates, h, c);
    op.forward(tape, parameters.weightHh().value(), values(peepholes), value(projection));

    // 3. the outputs are windows on the states
    Tensor[] outputs = {Steps.visible(tape, h, lengths), h.at(steps), c.at(steps)};
    Variable[] results =
        tape.record(
            op,
            outputs,
            x,
            h0,
            c0,
            parameters.weightIh(),
            parameters.weightHh(),
            parameters.biasIh(),
            parameters.biasHh(),
            peepholes == null ? null : peepholes[0],
            peepholes == null ? null : peepholes[1],
            peepholes == null ? null : peepholes[2],
            projection);
    return new RecurrentOutput(results[0], results[1], results[2]);
  }

  private static Tensor value(Variable variable) {
    return variable == null ? null : variable.value();
  }

  private static Tensor[] values(Variable[] variables) {
    return variables == null
        ? null
        : new Tensor[] {variables[0].value(), variables[1].value(), variables[2].value()};
  }

  private void forward(Tape tape, Tensor weight, Tensor[] peepholes, Tensor projection) {
    int batch = savedC.shape().dimension(1);
    int hidden = savedC.shape().dimension(2);
    int width = savedH.shape().dimension(2);
    ActivationKernel kernel = tape.kernels().activation();
    Matrix recurrent = Matrix.of(weight).transpose();
    Tensor m = tape.workspace().take(Shape.of(batch, hidden));
    float[] a = savedGates.data();
    float[] c = savedC.data();
    for (int t = 0; t < savedGates.shape().dimension(0); t++) {
      Steps.multiplyAdd(tape, Steps.step(savedH, t), recurrent, Steps.step(savedGates, t));
      for (int n = 0; n < batch; n++) {
        int at = (t * batch + n) * 4 * hidden;
        int from = (t * batch + n) * hidden;
        int to = from + batch * hidden;
        if (Steps.ended(lengths, n, t)) {
          System.arraycopy(c, from, c, to, hidden);
          continue;
        }
        // 1. input and forget gate, which see c[t-1], and the candidate
        peep(hidden, peepholes, 0, c, from, a, at);
        peep(hidden, peepholes, 1, c, from, a, at + hidden);
        kernel.sigmoid(2 * hidden, a, at, a, at);
        activate(kernel, hidden, a, at + 2 * hidden, a, at + 2 * hidden);
        // 2. the cell
        for (int j = 0; j < hidden; j++) {
          float added = a[at + j] * a[at + 2 * hidden + j];
          c[to + j] = Math.fma(a[at + hidden + j], c[from + j], added);
        }
        // 3. the output gate, which sees c[t], and what it lets out
        peep(hidden, peepholes, 2, c, to, a, at + 3 * hidden);
        kernel.sigmoid(hidden, a, at + 3 * hidden, a, at + 3 * hidden);
        activate(kernel, hidden, c, to, m.data(), n * hidden);
        for (int j = 0; j < hidden; j++) {
          m.data()[n * hidden + j] *= a[at + 3 * hidden + j];
        }
      }
      // 4. the hidden state
      Tensor next = savedH.at(t + 1);
      if (projection == null) {
        next.copyFrom(m);
      } else {
        next.fill(0);
        Steps.multiplyAdd(
            tape, Matrix.of(m), Matrix.of(projection).transpose(), Steps.step(savedH, t + 1));
      }
      for (int n = 0; n < batch; n++) {
        if (Steps.ended(lengths, n, t)) {
          int from = (t * batch + n) * width;
          System.arraycopy(savedH.data(), from, savedH.data(), from + batch * width, width);
        }
      }
    }
    tape.workspace().give(m);
  }

  private void activate(
      ActivationKernel kernel, int length, float[] x, int xOffset, float[] y, int yOffset) {
    if (activation == Activation.TANH) {
      kernel.tanh(length, x, xOffset, y, yOffset);
    } else {
      kernel.relu(length, x, xOffset, y, yOffset);
    }
  }

  /// φ' where φ is y.
  private float slope(float y) {
    return activation == Activation.TANH ? Math.fma(-y, y, 1) : y > 0 ? 1 : 0;
  }

  private static void peep(
      int hidden, Tensor[] peepholes, int gate, float[] c, int from, float[] a, int at) {
    for (int j = 0; peepholes != null && j < hidden; j++) {
      float weight = peepholes[gate].data()[peepholes[gate].offset() + j];
      a[at + j] = Math.fma(weight, c[from + j], a[at + j]);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    Workspace workspace = tape.workspace();
    int steps = savedGates.shape().dimension(0);
    int batch = savedC.shape().dimension(1);
    int hidden = savedC.shape().dimension(2);
    int width = savedH.shape().dimension(2);
    Tensor projection = node.inputValue(PROJECTION);

    // 1. what reaches the final states
    Tensor dh = Steps.last(tape, node.gradient(1), batch, width);
    Tensor dc = Steps.last(tape, node.gradient(2), batch, hidden);

    // 2. back through time
    Tensor da = workspace.take(savedGates.shape());
    Tensor dm = workspace.take(Shape.of(batch, hidden));
    Tensor phi = workspace.take(Shape.of(batch, hidden));
    for (int t = steps - 1; t >= 0; t--) {
      Steps.addOutput(node.gradient(0), t, lengths, dh);
      activate(
          tape.kernels().activation(),
          batch * hidden,
          savedC.data(),
          (t + 1) * batch * hidden,
          phi.data(),
          0);
      if (projection == null) {
        dm.copyFrom(dh);
      } else {
        backThroughProjection(node, t, dh, phi, dm);
      }
      for (int n = 0; n < batch; n++) {
        if (Steps.ended(lengths, n, t)) {
          int at = (t * batch + n) * 4 * hidden;
          Arrays.fill(da.data(), at, at + 4 * hidden, 0);
        } else {
          backwardRow(node, t * batch + n, n, dm, phi, dc, da);
        }
      }
      Steps.back(tape, da, t, node.inputValue(R), lengths, dh);
    }

    // 3. initial states, then parameters and input from all rows at once
    workspace.give(phi);
    workspace.give(dm);
    Steps.finish(node, H0, dh);
    Steps.finish(node, C0, dc);
    Steps.parameters(node, da, savedH, X, W, R, BIAS_IH, BIAS_HH);
    workspace.give(da);
  }

  /// `dW_r += dhᵀ·m`, `dm = dh·W_r`, over the rows that have not ended.
  private void backThroughProjection(Node node, int t, Tensor dh, Tensor phi, Tensor dm) {
    Tape tape = node.tape();
    int batch = savedC.shape().dimension(1);
    int hidden = savedC.shape().dimension(2);
    Tensor sum = node.inputGradient(PROJECTION);
    if (sum != null) {
      for (int n = 0; n < batch; n++) {
        int o = ((t * batch + n) * 4 + 3) * hidden;
        float live = Steps.ended(lengths, n, t) ? 0 : 1;
        for (int j = 0; j < hidden; j++) {
          dm.data()[n * hidden + j] = live * savedGates.data()[o + j] * phi.data()[n * hidden + j];
        }
      }
      Steps.multiplyAdd(tape, Matrix.of(dh).transpose(), Matrix.of(dm), Matrix.of(sum));
    }
    dm.fill(0);
    Steps.multiplyAdd(tape, Matrix.of(dh), Matrix.of(node.inputValue(PROJECTION)), Matrix.of(dm));
  }

  /// One row, one step: `da` overwritten, `dc` from t to t − 1, peepholes' gradients accumulated.
  private void backwardRow(Node node, int row, int n, Tensor dm, Tensor phi, Tensor dc, Tensor da) {
    int hidden = savedC.shape().dimension(2);
    int batch = savedC.shape().dimension(1);
    float[] gates = savedGates.data();
    float[] c = savedC.data();
    float[] d = da.data();
    int from = row * hidden;
    int to = from + batch * hidden;
    for (int j = 0; j < hidden; j++) {
      int iAt = row * 4 * hidden + j;
      int fAt = iAt + hidden;
      int gAt = fAt + hidden;
      int oAt = gAt + hidden;
      float i = gates[iAt];
      float f = gates[fAt];
      float g = gates[gAt];
      float o = gates[oAt];
      float out = phi.data()[n * hidden + j];
      float dmj = dm.data()[n * hidden + j];
      d[oAt] = dmj * out * (o * (1 - o));
      float dcj = Math.fma(dmj * o, slope(out), dc.data()[n * hidden + j]);
      dcj = Math.fma(peephole(node, PEEPHOLE_O, j), d[oAt], dcj);
      d[iAt] = dcj * g * (i * (1 - i));
      d[fAt] = dcj * c[from + j] * (f * (1 - f));
      d[gAt] = dcj * i * slope(g);
      float before = dcj * f;
      before = Math.fma(peephole(node, PEEPHOLE_I, j), d[iAt], before);
      dc.data()[n * hidden + j] = Math.fma(peephole(node, PEEPHOLE_F, j), d[fAt], before);
      addPeephole(node, PEEPHOLE_I, j, d[iAt] * c[from + j]);
      addPeephole(node, PEEPHOLE_F, j, d[fAt] * c[from + j]);
      addPeephole(node, PEEPHOLE_O, j, d[oAt] * c[to + j]);
    }
  }

  private static float peephole(Node node, int which, int j) {
    Tensor weights = node.inputValue(which);
    return weights == null ? 0 : weights.data()[weights.offset() + j];
  }

  private static void addPeephole(Node node, int which, int j, float share) {
    Tensor sum = node.inputGradient(which);
    if (sum != null) {
      sum.data()[sum.offset() + j] += share;
    }
  }
}
