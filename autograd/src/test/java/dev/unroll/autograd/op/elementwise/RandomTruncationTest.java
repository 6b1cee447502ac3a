package dev.unroll.autograd.op.elementwise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;

/// Backpropagation through time that is truncated at random has the full gradient as its expectation.
final class RandomTruncationTest {
  private static final int STEPS = 5;
  private static final int HIDDEN = 3;
  private static final float CONTINUATION = 0.6f;

  private final Draw draw = new Draw(4);
  private final Tensor x = draw.tensor(STEPS, 1, 2);
  private final Tensor weightIh = draw.tensor(HIDDEN, 2);
  private final Tensor weightHh = draw.tensor(HIDDEN, HIDDEN);

  /// ξ between two steps.
  private interface Truncation {
    Variable apply(Variable h, int step);
  }

  /// The gradient of the sum of all hidden states to the recurrent weights of a small RNN.
  private double[] gradient(Truncation truncation) {
    Tape tape = new Tape();
    Variable w = tape.leaf(weightHh);
    RecurrentParameters weights = new RecurrentParameters(tape.constant(weightIh), w, null, null);
    Variable h = tape.constant(Tensor.zeros(1, HIDDEN));
    Variable total = tape.constant(Tensor.zeros(1, HIDDEN));
    for (int t = 0; t < STEPS; t++) {
      Variable step = tape.constant(x.slice(t, t + 1));
      Variable before = t == 0 ? h : truncation.apply(h, t - 1);
      h = Ops.rnn(Activation.TANH, step, weights, before, null).hn();
      total = Ops.add(total, h);
    }
    Tensor ones = Tensor.zeros(Shape.of(1, HIDDEN));
    ones.fill(1);
    tape.backward(total, ones);
    double[] gradient = new double[w.shape().elements()];
    for (int i = 0; i < gradient.length; i++) {
      gradient[i] = w.gradient().data()[i];
    }
    return gradient;
  }

  private final double[] full = gradient((h, _) -> h);

  /// All 2^(T−1) draws, weighted with their probabilities.
  @Test
  void theExpectationIsTheFullGradient() {
    double[] expectation = new double[full.length];
    for (int draws = 0; draws < 1 << (STEPS - 1); draws++) {
      int bits = draws;
      double probability = 1;
      for (int step = 0; step < STEPS - 1; step++) {
        probability *= (bits >> step & 1) == 1 ? CONTINUATION : 1 - CONTINUATION;
      }
      double[] gradient =
          gradient(
              (h, step) -> Ops.scaleGradient(h, (bits >> step & 1) == 1 ? 1 / CONTINUATION : 0));
      for (int i = 0; i < full.length; i++) {
        expectation[i] += probability * gradient[i];
      }
    }
    for (int i = 0; i < full.length; i++) {
      assertEquals(full[i], expectation[i], 64 * STEPS * 0x1p-23, "element " + i);
    }
  }

  /// The mean of many draws is within 4.5 of its standard errors, which happens by chance to one of
  /// 150,000.
  @Test
  void theMeanConverges() {
    RandomStream random = new RandomStream(12);
    int draws = 4000;
    double[] sum = new double[full.length];
    double[] squares = new double[full.length];
    for (int k = 0; k < draws; k++) {
      double[] gradient = gradient((h, _) -> Ops.randomTruncation(h, CONTINUATION, random));
      for (int i = 0; i < full.length; i++) {
        sum[i] += gradient[i];
        squares[i] += gradient[i] * gradient[i];
      }
    }
    for (int i = 0; i < full.length; i++) {
      double mean = sum[i] / draws;
      double variance = squares[i] / draws - mean * mean;
      double standardError = Math.sqrt(variance / draws);
      assertTrue(standardError > 0, "the draws differ");
      assertEquals(full[i], mean, 4.5 * standardError, "element " + i);
    }
  }
}
