package dev.unroll.models.decode;

import dev.unroll.core.Tensor;
import java.util.Objects;

/// One row of logits `[N,V]`, read where it lies.
///
/// @param data the array
/// @param offset where the row begins
/// @param size `V`
/// @param best the likeliest id, of equally likely ones the lowest
record Logits(float[] data, int offset, int size, int best) {
  /// A row of a tensor.
  ///
  /// @throws IllegalArgumentException as [#likeliest(Tensor, int)]
  /// @throws IllegalStateException as [#likeliest(Tensor, int)]
  static Logits of(Tensor logits, int row) {
    int best = likeliest(logits, row);
    int size = logits.shape().dimension(1);
    return new Logits(logits.data(), logits.offset() + row * size, size, best);
  }

  /// The likeliest id of a row that is checked to have a softmax: no element NaN or +∞, at least one above
  /// −∞. Allocates nothing.
  ///
  /// @throws IllegalArgumentException if the tensor is not of a shape `[N,V]`
  /// @throws IllegalStateException if the row has no softmax: the model has diverged
  static int likeliest(Tensor logits, int row) {
    if (logits.shape().rank() != 2 || logits.shape().dimension(1) == 0) {
      throw new IllegalArgumentException(
          "logits: expected a shape [N,V] with V of 1 or more, got " + logits.shape());
    }
    Objects.checkIndex(row, logits.shape().dimension(0));
    int size = logits.shape().dimension(1);
    int offset = logits.offset() + row * size;
    float[] data = logits.data();
    int best = 0;
    for (int id = 0; id < size; id++) {
      float value = data[offset + id];
      if (!(value < Float.POSITIVE_INFINITY)) {
        throw diverged(id, value);
      }
      if (value > data[offset + best]) {
        best = id;
      }
    }
    if (data[offset + best] == Float.NEGATIVE_INFINITY) {
      throw diverged(best, data[offset + best]);
    }
    return best;
  }

  private static IllegalStateException diverged(int id, float value) {
    return new IllegalStateException(
        "the logit of token %d is %s: the model has diverged, nothing can be drawn from it"
            .formatted(id, value));
  }

  float get(int id) {
    return data[offset + id];
  }

  /// `ln Σ e^(x − highest)` of the row, at least 0.
  double logSum() {
    double highest = get(best);
    double sum = 0;
    for (int id = 0; id < size; id++) {
      sum += StrictMath.exp(get(id) - highest);
    }
    return StrictMath.log(sum);
  }

  /// ln of the softmax of an id, at most 0, given [#logSum].
  double logProbability(int id, double logSum) {
    return (get(id) - (double) get(best)) - logSum;
  }
}
