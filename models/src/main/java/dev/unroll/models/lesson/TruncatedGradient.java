package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.randomTruncation;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.RandomStream;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The gradient of one loss at the end of a text with respect to the recurrent weights, through all steps, through
/// the last few, and through as many as chance lets it:
///
///     h[t] = tanh(W x[t] + R h'[t-1] + b),   L = −log p(x[T] | h[T-1])
///     h'[t] = h[t], whose gradient is multiplied by ξ[t]
///
/// - full: ξ[t] = 1
/// - truncated: ξ[t] = 0 every `interval` steps, else 1
/// - randomized: ξ[t] = 1/π with probability π, else 0, every `interval` steps, so that E ξ[t] = 1 and the gradient's
///   expectation is the full one
///
/// Source: Tallec and Ollivier, *Unbiasing truncated backpropagation through time*, 2017; Zhang et al., *Dive into
/// deep learning*, section 9.7.
public final class TruncatedGradient {
  /// What is read, as on the slide.
  public static final String TEXT = "the time machine by h g wells";

  /// Steps between two ξ.
  public static final int INTERVAL = 4;

  /// π.
  public static final float CONTINUATION = 0.75f;

  private static final int HIDDEN = 8;
  private static final String ALPHABET = " abcdefghijklmnopqrstuvwxyz";

  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;
  private final int[] ids = TEXT.chars().map(ALPHABET::indexOf).toArray();

  /// One way to cut, measured over draws.
  ///
  /// @param name of the way
  /// @param draws how many
  /// @param bias ‖mean − exact‖ / ‖exact‖
  /// @param biasError the standard error of the mean in the same unit: a bias of about this size is none
  /// @param deviation the root of the mean of ‖draw − exact‖² over ‖exact‖²
  /// @param steps through which the gradient goes back, in the mean: the cost
  public record Estimate(
      String name, int draws, double bias, double biasError, double deviation, double steps) {}

  /// What one backward pass gave.
  ///
  /// @param gradient of the recurrent weights
  /// @param reached through how many steps it went, from the last
  /// @param cuts the steps after which nothing went further back, from 1
  public record Draw(double[] gradient, int reached, List<Integer> cuts) {}

  /// A model of its own; the same at every call.
  public TruncatedGradient() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    RecurrentOptions options = RecurrentOptions.of(Cell.RNN, ALPHABET.length(), HIDDEN);
    recurrent = new Recurrent(scope.in("recurrent"), options);
    output = new Linear(scope.in("output"), HIDDEN, ALPHABET.length());
    parameters = scope.parameters();
    // a state that lasts: otherwise nobody would see what is cut off
    for (Parameter parameter : parameters) {
      if (parameter.name().endsWith("weight_hh_l0")) {
        float[] w = parameter.value().data();
        for (int i = 0; i < parameter.value().elements(); i++) {
          w[parameter.value().offset() + i] *= 2.2f;
        }
      }
    }
  }

  private enum Way {
    FULL,
    TRUNCATED,
    RANDOMIZED
  }

  /// The exact gradient.
  public Draw full() {
    return draw(Way.FULL, null);
  }

  /// The gradient that is cut every [#INTERVAL] steps.
  public Draw truncated() {
    return draw(Way.TRUNCATED, null);
  }

  /// The gradient that chance cuts.
  public Draw randomized(RandomStream random) {
    return draw(Way.RANDOMIZED, random);
  }

  private Draw draw(Way way, RandomStream random) {
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    int steps = ids.length - 1;
    State state = null;
    List<Variable> links = new ArrayList<>(); // h[t] before it is cut, whose gradient tells
    for (int t = 0; t < steps; t++) {
      Sequence x = new Sequence.Tokens(new int[] {ids[t]}, 1, 1);
      state = recurrent.forward(pass, x, state).last();
      links.add(state.h().getFirst().keep());
      if (t < steps - 1 && (t + 1) % INTERVAL == 0) {
        state =
            switch (way) {
              case FULL -> state;
              case TRUNCATED -> state.detach();
              case RANDOMIZED ->
                  new State(List.of(randomTruncation(state.h().getFirst(), CONTINUATION, random)));
            };
      }
    }
    Variable logits = output.forward(pass, state.h().getFirst());
    Variable loss = Ops.negate(Ops.sum(Ops.pick(Ops.logSoftmax(logits, -1), ids[steps])));
    parameters.forEach(Parameter::zeroGradient);
    tape.backward(loss);
    int reached = 0;
    List<Integer> cuts = new ArrayList<>();
    for (int t = steps - 1; t >= 0; t--) {
      if (!isZero(links.get(t))) {
        reached++;
      } else if (t == steps - 1 || !isZero(links.get(t + 1))) {
        cuts.add(t + 1);
      }
    }
    double[] gradient = gradient();
    tape.reset();
    return new Draw(gradient, reached, cuts);
  }

  private static boolean isZero(Variable h) {
    if (h.gradient() == null) {
      return true;
    }
    for (float g : h.gradient().toArray()) {
      if (g != 0) {
        return false;
      }
    }
    return true;
  }

  /// That of R.
  private double[] gradient() {
    for (Parameter parameter : parameters) {
      if (parameter.name().endsWith("weight_hh_l0")) {
        float[] g = parameter.gradient().toArray();
        double[] numbers = new double[g.length];
        for (int i = 0; i < g.length; i++) {
          numbers[i] = g[i];
        }
        return numbers;
      }
    }
    throw new IllegalStateException("a recurrent layer without recurrent weights");
  }

  /// The three ways, the randomized one over so many draws.
  public List<Estimate> compare(int draws, long seed) {
    double[] exact = full().gradient();
    RandomStream random = new RandomStream(seed);
    double[][] gradients = new double[draws][];
    double reached = 0;
    for (int k = 0; k < draws; k++) {
      Draw draw = randomized(random);
      gradients[k] = draw.gradient();
      reached += (double) draw.reached() / draws;
    }
    Draw truncated = truncated();
    return List.of(
        estimate("full", exact, full().reached(), exact),
        estimate("truncated", exact, truncated.reached(), truncated.gradient()),
        estimate("randomized", exact, reached, gradients));
  }

  static Estimate estimate(String name, double[] exact, double steps, double[]... draws) {
    double norm = Math.sqrt(Arrays.stream(exact).map(g -> g * g).sum());
    double bias = 0;
    double variance = 0;
    double deviation = 0;
    for (int i = 0; i < exact.length; i++) {
      double mean = 0;
      for (double[] draw : draws) {
        mean += draw[i] / draws.length;
      }
      bias += (mean - exact[i]) * (mean - exact[i]);
      for (double[] draw : draws) {
        variance += (draw[i] - mean) * (draw[i] - mean) / draws.length;
        deviation += (draw[i] - exact[i]) * (draw[i] - exact[i]) / draws.length;
      }
    }
    return new Estimate(
        name,
        draws.length,
        Math.sqrt(bias) / norm,
        Math.sqrt(variance / draws.length) / norm,
        Math.sqrt(deviation) / norm,
        steps);
  }
}
