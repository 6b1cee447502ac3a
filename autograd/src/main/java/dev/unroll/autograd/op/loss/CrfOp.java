package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.autograd.op.layout.Padding;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentSequence;

/// The linear-chain conditional random field: the negative log-likelihood, in nats, of a row's tags among all
/// sequences of tags of its length:
///
///     score(y) = start[y[0]] + Σ_t x[t,n,y[t]] + Σ_{t ≥ 1} transitions[y[t-1],y[t]] + end[y[L-1]]
///     loss[n]  = ln Σ_y e^score(y) − score(tags)
///     dx[t,n,k] = P(y[t] = k) − [k = tags[t]]        and likewise for the other scores
///
/// by the forward–backward algorithm in the space of logarithms, in double.
///
/// - `x [T,N,K]`, the scores of K tags at each step (emissions); `lengths [N]` or null where all rows are T long
/// - `tags [T·N]`, time-major, each 0 to K − 1
/// - `transitions [K,K]` from the row's tag to the column's; `start [K]`, `end [K]`. A score of −∞ forbids what
///   it is given to
///
/// What lies past the lengths is not looked at. The weight is the number of rows of at least one step; the
/// others count nothing. Tags that are forbidden have the loss +∞.
///
/// Saved: the gradients of the sum.
///
/// Source: Lafferty, McCallum and Pereira, *Conditional random fields: probabilistic models for segmenting and
/// labeling sequence data*, 2001; over a recurrent network, Huang, Xu and Yu 2015; Lample et al. 2016.
public final class CrfOp implements Operation {
  /// The gradients of the inputs, in their order.
  private final Tensor[] savedGradients;

  private final double divisor;

  private CrfOp(Tensor[] savedGradients, double divisor) {
    this.savedGradients = savedGradients;
    this.divisor = divisor;
  }

  /// The loss of each row's tags.
  public static LossOutput apply(
      Variable x, int[] tags, int[] lengths, Variable transitions, Variable start, Variable end) {
    Shape shape = x.shape();
    if (shape.rank() != 3) {
      throw new IllegalArgumentException("crf: expected x of shape [T,N,K], got " + shape);
    }
    int steps = shape.dimension(0);
    int batch = shape.dimension(1);
    int count = shape.dimension(2);
    RecurrentSequence.checkLengths(lengths, batch, steps);
    Checks.shape("transitions [K,K]", transitions.value(), count, count);
    Checks.shape("start [K]", start.value(), count);
    Checks.shape("end [K]", end.value(), count);
    if (tags.length != steps * batch) {
      throw new IllegalArgumentException(
          "tags: expected T·N = %d·%d, got %d".formatted(steps, batch, tags.length));
    }
    Tape tape = x.tape();
    boolean recorded = tape.records(x, transitions, start, end);
    Tensor[] gradients =
        recorded
            ? new Tensor[] {
              tape.take(shape),
              tape.take(transitions.shape()),
              tape.take(start.shape()),
              tape.take(end.shape())
            }
            : null;
    CrfChain chain = KeptObjects.of(tape.workspace(), CrfChain.class, CrfChain::new);
    chain.begin(transitions.value(), start.value(), end.value());
    double sum = 0;
    int rows = 0;
    if (recorded) {
      gradients[0].fill(0);
    }
    for (int n = 0; n < batch; n++) {
      int length = Padding.length(lengths, n, steps);
      if (length > 0) {
        chain.set(x.value(), tags, n, length);
        sum += chain.forward();
        if (recorded) {
          chain.backward(gradients[0]);
        }
        rows++;
      }
    }
    if (recorded) {
      chain.end(gradients[1], gradients[2], gradients[3]);
    }
    chain.release();
    return Outputs.of(
        tape, sum, rows, divisor -> new CrfOp(gradients, divisor), x, transitions, start, end);
  }

  @Override
  public String name() {
    return "crf";
  }

  @Override
  public void backward(Node node) {
    float scale = (float) (node.gradient().item() / divisor);
    for (int i = 0; i < savedGradients.length; i++) {
      Tensor gradient = node.inputGradient(i);
      Tensor saved = savedGradients[i];
      if (gradient != null) {
        node.tape()
            .kernels()
            .arithmetic()
            .addScaled(
                gradient.elements(),
                scale,
                saved.data(),
                saved.offset(),
                gradient.data(),
                gradient.offset());
      }
    }
  }
}
