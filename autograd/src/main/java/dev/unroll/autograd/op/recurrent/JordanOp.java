package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.layout.Rows;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ActivationKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentSequence;
import java.util.Arrays;

/// The Jordan network, whose output is fed back, over a whole sequence as one operation: for t = 1..T
///
///     h[t] = tanh(W x[t-1] + R y[t-1] + b)        y[t] = V h[t] + d
///
/// backward, with dy the gradient reaching y[t]:
///
///     da = Vᵀ dy ⊙ (1 − h[t]²)        dy[t-1] = Rᵀ da
///
/// - `x [T,N,C]`; `W [H,C]`, `R [H,O]`, `b [H]`, `V [O,H]`, `d [O]`, the biases perhaps null
/// - `y0 [N,O]`, null for zeros; `lengths [N]`, null where all rows are T long
/// - gives `y [T,N,O]` and the last output `[N,O]`, as [RecurrentOutput#hn]
///
/// Source: Jordan, *Serial order: a parallel distributed processing approach*, 1986.
public final class JordanOp implements Operation {
  private static final int X = 0;
  private static final int Y0 = 1;
  private static final int W = 2;
  private static final int R = 3;
  private static final int BIAS = 4;
  private static final int V = 5;
  private static final int OUTPUT_BIAS = 6;

  private final int[] lengths;
  private final Tensor savedH;
  private final Tensor savedY;

  private JordanOp(int[] lengths, Tensor savedH, Tensor savedY) {
    this.lengths = lengths;
    this.savedH = savedH;
    this.savedY = savedY;
  }

  /// The layer on feature vectors.
  public static RecurrentOutput apply(
      Variable x,
      Variable inputWeight,
      Variable feedbackWeight,
      Variable bias,
      Variable outputWeight,
      Variable outputBias,
      Variable y0,
      int[] lengths) {
    Shape shape = Steps.sequence("jordan", x);
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    int hidden = inputWeight.shape().dimension(0);
    int width = outputWeight.shape().dimension(0);
    Checks.shape("feedback weight", feedbackWeight.value(), hidden, width);
    Checks.shape("output weight", outputWeight.value(), width, hidden);
    Tape tape = x.tape();
    Tensor h = tape.take(Shape.of(steps, batch, hidden));
    Steps.inputs(tape, x, inputWeight, bias, null, h);
    Tensor y = Steps.states(tape, "y0 [N,O]", y0, steps, batch, width);
    Tensor d = outputBias == null ? null : outputBias.value();
    if (d != null) {
      Checks.shape("output bias", d, width);
    }
    JordanOp op = new JordanOp(tape.copy(lengths), h, y);
    op.forward(tape, feedbackWeight.value(), outputWeight.value(), d);
    Variable[] results =
        tape.record(
            op,
            new Tensor[] {Steps.visible(tape, y, lengths), y.at(steps)},
            x,
            y0,
            inputWeight,
            feedbackWeight,
            bias,
            outputWeight,
            outputBias);
    return new RecurrentOutput(results[0], results[1], null);
  }

  private void forward(Tape tape, Tensor feedback, Tensor output, Tensor bias) {
    ActivationKernel kernel = tape.kernels().activation();
    int batch = savedY.shape().dimension(1);
    int width = savedY.shape().dimension(2);
    int perStep = batch * savedH.shape().dimension(2);
    for (int t = 0; t < savedH.shape().dimension(0); t++) {
      Matrix h = Steps.step(savedH, t);
      Steps.multiplyAdd(tape, Steps.step(savedY, t), Matrix.of(feedback).transpose(), h);
      kernel.tanh(perStep, savedH.data(), t * perStep, savedH.data(), t * perStep);
      Tensor next = savedY.at(t + 1);
      next.fill(0);
      if (bias != null) {
        Rows.fill(next, bias);
      }
      Steps.multiplyAdd(tape, h, Matrix.of(output).transpose(), Steps.step(savedY, t + 1));
      for (int n = 0; n < batch; n++) {
        if (Steps.ended(lengths, n, t)) {
          int from = (t * batch + n) * width;
          System.arraycopy(savedY.data(), from, savedY.data(), from + batch * width, width);
        }
      }
    }
  }

  @Override
  public String name() {
    return "jordan";
  }

  @Override
  public boolean overTime() {
    return true;
  }

  @Override
  public void backward(Node node) {
    Tape tape = node.tape();
    Workspace workspace = tape.workspace();
    int steps = savedH.shape().dimension(0);
    int batch = savedH.shape().dimension(1);
    int hidden = savedH.shape().dimension(2);
    int width = savedY.shape().dimension(2);
    Tensor dy = Steps.last(tape, node.gradient(1), batch, width);
    Tensor live = workspace.take(dy.shape());
    Tensor da = workspace.take(savedH.shape());
    for (int t = steps - 1; t >= 0; t--) {
      // 1. what reaches y[t], in the rows that have not ended
      Steps.addOutput(node.gradient(0), t, lengths, dy);
      live.copyFrom(dy);
      for (int n = 0; n < batch; n++) {
        if (Steps.ended(lengths, n, t)) {
          Arrays.fill(live.data(), n * width, (n + 1) * width, 0);
        }
      }
      // 2. the output layer
      if (node.wantsGradient(V)) {
        Matrix sum = Matrix.of(node.inputGradient(V));
        Steps.multiplyAdd(tape, Matrix.of(live).transpose(), Steps.step(savedH, t), sum);
      }
      if (node.wantsGradient(OUTPUT_BIAS)) {
        Rows.addSum(live, node.inputGradient(OUTPUT_BIAS));
      }
      // 3. the hidden layer
      int at = t * batch * hidden;
      Arrays.fill(da.data(), at, at + batch * hidden, 0);
      Steps.multiplyAdd(tape, Matrix.of(live), Matrix.of(node.inputValue(V)), Steps.step(da, t));
      for (int i = at; i < at + batch * hidden; i++) {
        da.data()[i] *= Math.fma(-savedH.data()[i], savedH.data()[i], 1);
      }
      // 4. the output before
      Steps.back(tape, da, t, node.inputValue(R), lengths, dy);
    }
    workspace.give(live);
    Steps.finish(node, Y0, dy);
    Steps.parameters(node, da, savedY, X, W, R, BIAS);
    workspace.give(da);
  }
}
