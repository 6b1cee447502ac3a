package dev.unroll.models.decode;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.Arrays;

/// Draws tokens from logits:
///
///     p[v] ∝ exp(logit[v] / temperature)        over the tokens that are left to choose among
///
/// Those are the `topK` likeliest, and of these the likeliest that together have the probability `topP`
/// (Holtzman et al., *The curious case of neural text degeneration*, 2020); of equally likely ones those
/// with lower ids. Temperature 0 takes the likeliest.
///
/// Sums and exponentials are in double, in the order of the ids, by [StrictMath]: the same on every machine. Once
/// made it allocates nothing. Not thread-safe.
public final class Choice {
  private final float[] sorted;
  private final double[] weights;

  /// For vocabularies of one size.
  public Choice(int vocabulary) {
    sorted = new float[Checks.positive("vocabulary", vocabulary)];
    weights = new double[vocabulary];
  }

  /// A token drawn from a row of logits `[N,V]`.
  ///
  /// @param temperature 0 or more
  /// @param topK 0 for all tokens
  /// @param topP above 0; 1 for all tokens
  /// @throws IllegalArgumentException if an option is out of its range, or the logits are of another vocabulary
  /// @throws IllegalStateException if a logit is NaN or +∞, or none is finite: the model has diverged
  public int draw(
      Tensor logits, int row, float temperature, int topK, float topP, RandomStream random) {
    Checks.within("temperature", temperature, 0, Float.MAX_VALUE);
    Checks.notNegative("top-k", topK);
    Checks.within("top-p", Checks.positive("top-p", topP), 0, 1);
    int size = weights.length;
    float[] values = logits.data();
    int at = logits.offset() + row * size;
    int best = Logits.likeliest(logits, row);
    if (logits.shape().dimension(1) != size) {
      throw new IllegalArgumentException(
          "logits: expected %d in a row, got %s".formatted(size, logits.shape()));
    }
    if (temperature == 0) {
      return best;
    }

    // 1. weights of the k likeliest
    float threshold = Float.NEGATIVE_INFINITY;
    int atThreshold = size;
    if (topK > 0 && topK < size) {
      sort(values, at);
      threshold = sorted[size - topK];
      atThreshold = topK - above(values, at, threshold);
    }
    double sum = weigh(values, at, best, temperature, threshold, atThreshold);

    // 2. of these the likeliest that have the probability p
    if (topP < 1) {
      sort(values, at);
      double wanted = topP * sum;
      double reached = 0;
      int taken = 0;
      while (taken < size && reached < wanted) {
        taken++;
        reached += weight(sorted[size - taken], values[at + best], temperature);
      }
      if (topK == 0 || taken < topK) {
        threshold = sorted[size - taken];
        atThreshold = taken - above(values, at, threshold);
        sum = weigh(values, at, best, temperature, threshold, atThreshold);
      }
    }

    // 3. a draw
    double left = random.nextDouble() * sum;
    int last = best;
    for (int id = 0; id < size; id++) {
      if (weights[id] > 0) {
        last = id;
        left -= weights[id];
        if (left < 0) {
          return id;
        }
      }
    }
    return last;
  }

  private void sort(float[] values, int at) {
    System.arraycopy(values, at, sorted, 0, sorted.length);
    Arrays.sort(sorted);
  }

  private int above(float[] values, int at, float threshold) {
    int above = 0;
    for (int id = 0; id < weights.length; id++) {
      above += values[at + id] > threshold ? 1 : 0;
    }
    return above;
  }

  /// Weights of the tokens above a threshold and of the first `atThreshold` that are at it; returns their sum.
  private double weigh(
      float[] values, int at, int best, float temperature, float threshold, int atThreshold) {
    double sum = 0;
    int left = atThreshold;
    for (int id = 0; id < weights.length; id++) {
      float value = values[at + id];
      boolean taken = value > threshold || (value == threshold && left-- > 0);
      weights[id] = taken ? weight(value, values[at + best], temperature) : 0;
      sum += weights[id];
    }
    return sum;
  }

  private static double weight(float value, float best, float temperature) {
    return StrictMath.exp((value - (double) best) / temperature);
  }
}
