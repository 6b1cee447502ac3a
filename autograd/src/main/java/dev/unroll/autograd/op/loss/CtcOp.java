package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.autograd.op.reduction.LogProbabilities;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentSequence;

/// Connectionist temporal classification: the negative log-likelihood, in nats, of a row's labels l, whatever the
/// steps at which they are read. A path names a class or the blank at each step; it spells the labels once
/// repetitions are merged and then blanks are left out.
///
///     loss[n] = −ln Σ_paths that spell l Π_t p[t,n,path[t]]            p = softmax(logits)
///     dLogits[t,n,k] = p[t,n,k] − P(path[t] = k | l)
///
/// by the forward–backward algorithm in the space of logarithms, in double, over the labels with blanks between
/// them, before the first and after the last: `z` of U = 2S + 1 places. For t from 0 on
///
///     α[t,u] = (α[t-1,u] + α[t-1,u-1] + [z[u] is no blank, nor z[u-2]]·α[t-1,u-2])·p[t,z[u]]
///
/// - `logits [T,N,C]`; class 0 is the blank. Logarithms of probabilities serve as well
/// - `lengths [N]`: the steps of each row, null where all are T long
/// - `targets [S·N]`, time-major: labels from 1 to C − 1; `targetLengths [N]`: how many of them are a row's, null
///   where all are S long
///
/// What lies past the lengths is not looked at. Labels that no path of a row's length spells (each label takes a
/// step, and one more where it repeats the one before it) have the loss +∞ and no gradient, or with
/// `zeroInfinity` the loss 0. The weight is the number of rows; `torch.nn.CTCLoss` with `reduction='sum'` gives
/// the same sum, its mean is another one.
///
/// Saved: the gradient of the sum.
///
/// Source: Graves, Fernández, Gomez and Schmidhuber, *Connectionist temporal classification: labelling
/// unsegmented sequence data with recurrent neural networks*, 2006.
public final class CtcOp implements Operation {
  private static final int BLANK = 0;

  private final Tensor savedGradient;
  private final double divisor;

  private CtcOp(Tensor savedGradient, double divisor) {
    this.savedGradient = savedGradient;
    this.divisor = divisor;
  }

  /// The loss of each row's labels.
  public static LossOutput apply(
      Variable logits, int[] lengths, int[] targets, int[] targetLengths, boolean zeroInfinity) {
    Shape shape = logits.shape();
    int labels = check(shape, lengths, targets, targetLengths);
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    Tape tape = logits.tape();
    Workspace workspace = tape.workspace();

    // 1. probabilities, of which the gradient begins as a copy
    Shape rows = Shape.of(steps * batch, shape.dimension(2));
    boolean recorded = tape.records(logits);
    Tensor p = recorded ? tape.take(rows) : workspace.take(rows);
    float[] logSums = workspace.take(steps * batch);
    Tensor x = logits.value().reshape(rows);
    LogProbabilities.of(tape, x, p, logSums);

    // 2. the rows
    CtcLattice lattice = KeptObjects.of(workspace, CtcLattice.class, CtcLattice::new);
    double sum = 0;
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      lattice.set(x, logSums, n, batch, length);
      lattice.setLabels(targets, Padding.length(targetLengths, n, labels));
      double loss = lattice.forward();
      boolean impossible = loss == Double.POSITIVE_INFINITY;
      sum += impossible && zeroInfinity ? 0 : loss;
      if (recorded) {
        lattice.clear(p, impossible ? 0 : length, steps);
        if (!impossible) {
          lattice.backward(p);
        }
      }
    }
    lattice.release();
    workspace.give(logSums);
    if (!recorded) {
      workspace.give(p);
    }
    return Outputs.of(tape, sum, batch, divisor -> new CtcOp(p, divisor), logits);
  }

  private static int check(Shape shape, int[] lengths, int[] targets, int[] targetLengths) {
    if (shape.rank() != 3 || shape.dimension(2) == 0) {
      throw new IllegalArgumentException(
          "ctc: expected logits of shape [T,N,C] with a blank as class 0, got " + shape);
    }
    int batch = shape.dimension(1);
    int classes = shape.dimension(2);
    RecurrentSequence.checkLengths(lengths, batch, shape.dimension(0));
    int labels = batch == 0 ? 0 : targets.length / batch;
    if (targets.length != labels * batch) {
      throw new IllegalArgumentException(
          "targets: expected S·N time-major labels for N = %d rows, got %d"
              .formatted(batch, targets.length));
    }
    if (targetLengths != null && targetLengths.length != batch) {
      throw new IllegalArgumentException(
          "targetLengths: expected one for each of the %d rows, got %d"
              .formatted(batch, targetLengths.length));
    }
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(targetLengths, n, labels);
      if (length < 0 || length > labels) {
        throw new IllegalArgumentException(
            "targetLengths[%d]: expected 0 to S = %d, got %d".formatted(n, labels, length));
      }
      for (int s = 0; s < length; s++) {
        int label = targets[s * batch + n];
        if (label <= BLANK || label >= classes) {
          throw new IllegalArgumentException(
              "targets[%d]: expected a label from 1 to %d, 0 being the blank, got %d"
                  .formatted(s * batch + n, classes - 1, label));
        }
      }
    }
    return labels;
  }

  @Override
  public String name() {
    return "ctc";
  }

  @Override
  public void backward(Node node) {
    float scale = (float) (node.gradient().item() / divisor);
    Tensor dx = node.inputGradient(0);
    node.tape()
        .kernels()
        .arithmetic()
        .addScaled(
            dx.elements(),
            scale,
            savedGradient.data(),
            savedGradient.offset(),
            dx.data(),
            dx.offset());
  }
}
