package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One vector a row, whatever stands past its length.
final class SummarizerTest {
  private static final int STEPS = 4;
  private static final int WIDTH = 3;
  private static final int[] LENGTHS = {4, 0, 2, 1, 3};

  private final Tape tape = new Tape();
  private final Pass pass = Pass.reading(tape);
  private final Recurrent recurrent =
      new Recurrent(Scope.fresh(1, Initializer.torch()), RecurrentOptions.of(Cell.GRU, 2, WIDTH));

  private Recurrent.Result read(int[] lengths) {
    Tensor x = Tensor.zeros(STEPS, LENGTHS.length, 2);
    new RandomStream(3).fillNormal(x, 0, 1);
    return recurrent.forward(pass, new Sequence.Features(tape.constant(x), lengths), null);
  }

  private Summarizer summarizer(Summary summary) {
    return new Summarizer(Scope.fresh(2, Initializer.torch()), summary, recurrent);
  }

  @Test
  void meanAndMaximumAreOverTheStepsOfEachRow() {
    Recurrent.Result result = read(LENGTHS);
    Tensor y = result.y().value();
    float[] mean = new float[LENGTHS.length * WIDTH];
    float[] max = new float[mean.length];
    for (int n = 0; n < LENGTHS.length; n++) {
      for (int i = 0; i < WIDTH && LENGTHS[n] > 0; i++) {
        double sum = 0;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t < LENGTHS[n]; t++) {
          sum += y.get(t, n, i);
          greatest = Math.max(greatest, y.get(t, n, i));
        }
        mean[n * WIDTH + i] = (float) (sum / LENGTHS[n]);
        max[n * WIDTH + i] = (float) greatest;
      }
    }
    assertArrayEquals(
        mean, summarizer(Summary.MEAN).forward(pass, result).vector().value().toArray(), 1e-6f);
    assertArrayEquals(
        max, summarizer(Summary.MAX).forward(pass, result).vector().value().toArray(), 0);
  }

  @Test
  void theLastStateIsTheOutputOfTheLastStep() {
    Recurrent.Result result = read(LENGTHS);
    Tensor last = summarizer(Summary.LAST).forward(pass, result).vector().value();
    for (int i = 0; i < WIDTH; i++) {
      assertEquals(result.y().value().get(3, 0, i), last.get(0, i));
      assertEquals(result.y().value().get(1, 2, i), last.get(2, i));
    }
  }

  @Test
  void attentionIsAMeanWithWeights() {
    Recurrent.Result result = read(LENGTHS);
    Summarizer.Output output = summarizer(Summary.ATTENTION).forward(pass, result);
    Tensor weights = output.weights().value();
    for (int n = 0; n < LENGTHS.length; n++) {
      double sum = 0;
      double vector = 0;
      for (int t = 0; t < STEPS; t++) {
        float weight = weights.get(t, n);
        sum += weight;
        vector += (double) weight * result.y().value().get(t, n, 1);
        if (t >= Math.max(1, LENGTHS[n])) {
          assertEquals(0, weight);
        }
      }
      assertEquals(1, sum, 1e-6);
      assertEquals(vector, output.vector().value().get(n, 1), 1e-6);
    }
  }

  @ParameterizedTest
  @EnumSource(Summary.class)
  void aRowWithoutStepsGivesZeros(Summary summary) {
    Tensor vector = summarizer(summary).forward(pass, read(LENGTHS)).vector().value();
    assertArrayEquals(new float[WIDTH], vector.at(1).toArray(), 0);
  }

  @ParameterizedTest
  @EnumSource(Summary.class)
  void fullLengthsAreNoLengths(Summary summary) {
    Variable without = summarizer(summary).forward(pass, read(null)).vector();
    Variable with = summarizer(summary).forward(pass, read(new int[] {4, 4, 4, 4, 4})).vector();
    assertArrayEquals(without.value().toArray(), with.value().toArray(), 1e-7f);
  }

  @Test
  void bothDirectionsStandOneAfterTheOther() {
    Recurrent both =
        new Recurrent(
            Scope.fresh(1, Initializer.torch()),
            RecurrentOptions.of(Cell.LSTM, 2, WIDTH).stacked(2, 0).bidirectional());
    Tensor x = Tensor.zeros(STEPS, 2, 2);
    new RandomStream(3).fillNormal(x, 0, 1);
    Recurrent.Result result = both.forward(pass, new Sequence.Features(tape.constant(x)), null);
    Summarizer summarizer = new Summarizer(Scope.fresh(2, Initializer.torch()), Summary.LAST, both);
    assertEquals(2 * WIDTH, summarizer.width());
    Tensor vector = summarizer.forward(pass, result).vector().value();
    assertEquals(result.y().value().get(3, 1, 0), vector.get(1, 0));
    assertEquals(result.y().value().get(0, 1, WIDTH), vector.get(1, WIDTH));
  }
}
