package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// The GRU with the update gate alone, over a whole sequence as one operation: for t = 1..T
///
///     u    = σ(W_u x[t-1] + R_u h[t-1] + b_u)
///     n    = tanh(W_n x[t-1] + R_n h[t-1] + b_n)
///     h[t] = (1 − u) ⊙ h[t-1] + u ⊙ n              computed as h[t-1] + u ⊙ (n − h[t-1])
///
/// backward, with dh the gradient reaching h[t]:
///
///     da_u = dh ⊙ (n − h[t-1]) ⊙ u ⊙ (1 − u)       da_n = dh ⊙ u ⊙ (1 − n²)
///     dh[t-1] = dh ⊙ (1 − u) + R_uᵀ da_u + R_nᵀ da_n
///
/// - `x [T,N,C]`; weights in `G = 2` blocks u, n: `[2H,C]`, `[2H,H]`, biases `[2H]` or null
/// - `h0 [N,H]`, null for zeros; `lengths [N]`, null where all rows are T long
///
/// Saved: u and n, and the states of all steps, which the outputs are windows on.
public final class SimplifiedGruOp implements Operation {
  private static final int X = 0;
  private static final int H0 = 1;
  private static final int W = 2;
  private static final int R = 3;
  private static final int BIAS_IH = 4;
  private static final int BIAS_HH = 5;

  private final int[] lengths;
  private final Tensor savedGates;
  private final Tensor savedH;

  private SimplifiedGruOp(int[] lengths, Tensor savedGates, Tensor savedH) {
    this.lengths = lengths;
    this.savedGates = savedGates;
    this.savedH = savedH;
  }

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    Shape shape = Steps.sequence("simplified-gru", x);
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    int hidden = parameters.weightHh().shape().dimension(-1);
    Checks.shape("weight_hh", parameters.weightHh().value(), 2 * hidden, hidden);
    Tape tape = x.tape();
    Tensor gates = tape.take(Shape.of(steps, batch, 2 * hidden));
    Steps.inputs(tape, x, parameters.weightIh(), parameters.biasIh(), parameters.biasHh(), gates);
    Tensor h = Steps.states(tape, "h0 [N,H]", h0, steps, batch, hidden);
    SimplifiedGruOp op = new SimplifiedGruOp(tape.copy(lengths), gates, h);
    op.forward(tape, parameters.weightHh().value());
    Variable[] results =
        tape.record(
            op,
            new Tensor[] {Steps.visible(tape, h, lengths), h.at(steps)},
            x,
            h0,
            parameters.weightIh(),
            parameters.weightHh(),
            parameters.biasIh(),
            parameters.biasHh());
    return new RecurrentOutput(results[0], results[1], null);
  }

  private void forward(Tape tape, Tensor weight) {
    int batch = savedH.shape().dimension(1);
    int hidden = savedH.shape().dimension(2);
    ActivationKernel kernel = tape.kernels().activation();
    Matrix recurrent = Matrix.of(weight).transpose();
    float[] a = savedGates.data();
    float[] h = savedH.data();
    for (int t = 0; t < savedGates.shape().dimension(0); t++) {
      Steps.multiplyAdd(tape, Steps.step(savedH, t), recurrent, Steps.step(savedGates, t));
      for (int n = 0; n < batch; n++) {
        int at = (t * batch + n) * 2 * hidden;
        int from = (t * batch + n) * hidden;
        int to = from + batch * hidden;
        if (Steps.ended(lengths, n, t)) {
          System.arraycopy(h, from, h, to, hidden);
          continue;
        }
        kernel.sigmoid(hidden, a, at, a, at);
        kernel.tanh(hidden, a, at + hidden, a, at + hidden);
        for (int j = 0; j < hidden; j++) {
          h[to + j] = Math.fma(a[at + j], a[at + hidden + j] - h[from + j], h[from + j]);
        }
      }
    }
  }

  @Override
  public String name() {
    return "simplified-gru";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    Workspace workspace = tape.workspace();
    int batch = savedH.shape().dimension(1);
    int hidden = savedH.shape().dimension(2);
    Tensor dh = Steps.last(tape, node.gradient(1), batch, hidden);
    Tensor direct = workspace.take(dh.shape());
    Tensor da = workspace.take(savedGates.shape());
    for (int t = savedGates.shape().dimension(0) - 1; t >= 0; t--) {
      Steps.addOutput(node.gradient(0), t, lengths, dh);
      for (int n = 0; n < batch; n++) {
        backwardRow(t, n, dh, direct, da);
      }
      Steps.back(tape, da, t, node.inputValue(R), lengths, dh);
      Blocks.add(direct, dh);
    }
    workspace.give(direct);
    Steps.finish(node, H0, dh);
    Steps.parameters(node, da, savedH, X, W, R, BIAS_IH, BIAS_HH);
    workspace.give(da);
  }

  /// Overwrites the row of `da`, and of `direct` with what passes the gates unchanged: `dh ⊙ (1 − u)`.
  private void backwardRow(int t, int n, Tensor dh, Tensor direct, Tensor da) {
    int batch = savedH.shape().dimension(1);
    int hidden = savedH.shape().dimension(2);
    int at = (t * batch + n) * 2 * hidden;
    int from = (t * batch + n) * hidden;
    if (Steps.ended(lengths, n, t)) {
      Arrays.fill(da.data(), at, at + 2 * hidden, 0);
      Arrays.fill(direct.data(), n * hidden, (n + 1) * hidden, 0);
      return;
    }
    for (int j = 0; j < hidden; j++) {
      float u = savedGates.data()[at + j];
      float candidate = savedGates.data()[at + hidden + j];
      float dhj = dh.data()[n * hidden + j];
      float difference = candidate - savedH.data()[from + j];
      da.data()[at + j] = dhj * difference * (u * (1 - u));
      da.data()[at + hidden + j] = dhj * u * Math.fma(-candidate, candidate, 1);
      direct.data()[n * hidden + j] = Math.fma(-u, dhj, dhj);
    }
  }
}
