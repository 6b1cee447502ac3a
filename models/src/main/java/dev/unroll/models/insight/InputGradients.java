package dev.unroll.models.insight;

import static dev.unroll.autograd.op.Ops.logSoftmax;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Probe;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Sequence;

/// How far back a model looks: the gradient of the logarithm of an answer's probability after a token with
/// respect to what the recurrent layers read of every token.
///
///     norms[n][s] = ‖∂ log p(answer n | tokens up to step n) / ∂ x[s]‖
///
/// @param steps after which the answers were given
/// @param answers which answers, by their place in [Reading#answers]
/// @param norms `[n][T]`
public record InputGradients(int[] steps, int[] answers, double[][] norms) {
  /// The gradients of several answers, in one pass in which each has a row of its own. The gradients of the
  /// model's parameters are overwritten.
  ///
  /// @param steps after which tokens, from 0; of no meaning where there is but one answer
  /// @param answers as many
  public static InputGradients of(Reading reading, int[] steps, int[] answers, Workers workers) {
    int rows = steps.length;
    int outputs = reading.answers().size();
    Tape tape = new Tape(Kernels.active(), new Workspace(), workers);
    Leaf leaf = new Leaf(reading.stack());
    try {
      Variable logs = logSoftmax(reading.outputs().logits(new Pass(tape, null, leaf), rows), -1);
      Tensor seed = Tensor.zeros(logs.shape());
      for (int n = 0; n < rows; n++) {
        int row = reading.eachStep() ? steps[n] * rows + n : n;
        seed.data()[row * outputs + answers[n]] = 1;
      }
      tape.backward(logs, seed);
      return new InputGradients(steps.clone(), answers.clone(), norms(leaf.x));
    } finally {
      tape.reset();
    }
  }

  private static double[][] norms(Variable x) {
    int steps = x.shape().dimension(0);
    int rows = x.shape().dimension(1);
    int width = x.shape().dimension(2);
    float[] gradient = x.gradient().toArray();
    double[][] norms = new double[rows][steps];
    for (int i = 0; i < gradient.length; i++) {
      norms[i / width % rows][i / width / rows] += (double) gradient[i] * gradient[i];
    }
    for (double[] row : norms) {
      for (int t = 0; t < steps; t++) {
        row[t] = Math.sqrt(row[t]);
      }
    }
    return norms;
  }

  /// Lets the layers read a leaf.
  private static final class Leaf implements Probe {
    private final Recurrent stack;
    private Variable x;

    Leaf(Recurrent stack) {
      this.stack = stack;
    }

    @Override
    public Sequence before(Recurrent of, Pass pass, Sequence read) {
      if (of != stack) {
        return read;
      }
      x = pass.tape().leaf(of.features(pass, read).value().copy());
      return new Sequence.Features(x, read.lengths());
    }
  }
}
