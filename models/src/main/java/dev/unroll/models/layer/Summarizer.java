package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.maxOverTime;
import static dev.unroll.autograd.op.Ops.meanOverTime;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.reshape;
import static dev.unroll.autograd.op.Ops.softmax;
import static dev.unroll.autograd.op.Ops.sum;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// Makes one vector a row of what recurrent layers give over time, `y [T,N,H]`, each row within its own length:
///
///     last        s = hₙ of the top layer
///     mean        s = Σ_t y[t] / length
///     max         s = max_t y[t]
///     attention   s = Σ_t w[t] y[t],   w = softmax over t of v·tanh(W y[t] + b)
///
/// A row without steps gives zeros. Source of the attention: Yang et al., *Hierarchical attention networks for
/// document classification*, 2016.
public final class Summarizer {
  /// Less than any score, yet finite.
  private static final float NEVER = -1e30f;

  private final Summary summary;
  private final int width;

  /// Null without attention.
  private final Linear hidden;

  private final Linear score;

  /// A summarizer of what a stack gives.
  public Summarizer(Scope scope, Summary summary, Recurrent of) {
    this.summary = summary;
    RecurrentOptions options = of.options();
    width =
        summary == Summary.LAST
            ? (options.directions() == Directions.BOTH ? 2 : 1) * lastWidth(options)
            : of.outputs();
    boolean attention = summary == Summary.ATTENTION;
    hidden = attention ? new Linear(scope.in("attention"), width, width) : null;
    score = attention ? Linear.withoutBias(scope.in("score"), width, 1) : null;
  }

  private static int lastWidth(RecurrentOptions options) {
    return options.projection() > 0 ? options.projection() : options.widths().getLast();
  }

  /// The width of the vectors.
  public int width() {
    return width;
  }

  /// One vector a row, and how much each step counts.
  ///
  /// @param vector `[N,width]`
  /// @param weights `[T,N]`, over the steps of a row they add up to 1; null without attention
  public record Output(Variable vector, Variable weights) {}

  /// The vectors of a sequence.
  public Output forward(Pass pass, Recurrent.Result result) {
    Variable y = result.y();
    return switch (summary) {
      case LAST -> new Output(last(result.last().h()), null);
      case MEAN -> new Output(meanOverTime(y, result.lengths()), null);
      case MAX -> new Output(maxOverTime(y, result.lengths()), null);
      case ATTENTION -> {
        Variable scores = score.forward(pass, tanh(hidden.forward(pass, y)));
        Variable weights = softmax(masked(scores, result.lengths()), 0);
        int steps = y.shape().dimension(0);
        yield new Output(sum(multiply(y, weights), 0), reshape(weights, steps, -1));
      }
    };
  }

  private Variable last(List<Variable> h) {
    Variable top = h.getLast();
    return top.shape().dimension(1) == width ? top : concatenate(-1, h.get(h.size() - 2), top);
  }

  /// `x [T,N,…]`, far below all else past each row's length; of a row without steps, the first stays.
  private static Variable masked(Variable x, int[] lengths) {
    if (lengths == null) {
      return x;
    }
    Tape tape = x.tape();
    int batch = lengths.length;
    Tensor mask = tape.take(Shape.of(x.shape().dimension(0), batch, 1));
    for (int i = 0; i < mask.elements(); i++) {
      mask.data()[mask.offset() + i] = i / batch < Math.max(1, lengths[i % batch]) ? 0 : NEVER;
    }
    return add(x, tape.constant(mask));
  }
}
