package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.RecurrentSequence;

/// How much each element of a loss counts: equally within blocks of `size` elements.
///
/// @param blocks the weight of each block, in the tape's memory
/// @param size the elements of a block
/// @param total the sum over all elements
record ElementWeights(Tensor blocks, int size, double total) {
  /// @param shape of the predictions
  /// @param lengths of a sequence `[T,N,...]`: what lies past the end of a row counts nothing; may be null
  /// @param weights for the leading axes of `shape`, finite and not negative; may be null
  /// @return null where everything counts once
  static ElementWeights of(
      String name, Tape tape, Tensor prediction, int[] lengths, Tensor weights) {
    if (lengths == null && weights == null) {
      return null;
    }
    Shape shape = prediction.shape();
    if (weights != null && !leads(weights.shape(), shape)) {
      throw new IllegalArgumentException(
          "%s: expected weights for the leading axes of %s, got %s"
              .formatted(name, shape, weights.shape()));
    }
    if (lengths != null) {
      if (shape.rank() < 2) {
        throw new IllegalArgumentException(
            "%s: expected sequences [T,N,...] for lengths, got %s".formatted(name, shape));
      }
      RecurrentSequence.checkLengths(lengths, shape.dimension(1), shape.dimension(0));
    }
    int axes = Math.max(lengths == null ? 0 : 2, weights == null ? 0 : weights.shape().rank());
    int count = Blocks.outer(prediction, axes);
    Tensor blocks = tape.take(Shape.of(count));
    if (weights == null) {
      blocks.fill(1);
    } else {
      spread(name, weights, blocks);
    }
    if (lengths != null && count > 0) {
      clearPadding(shape.dimension(0), lengths, blocks);
    }
    int size = Blocks.inner(prediction, axes);
    double total = 0;
    for (int b = 0; b < count; b++) {
      total += (double) blocks.data()[b] * size;
    }
    return new ElementWeights(blocks, size, total);
  }

  private static boolean leads(Shape weights, Shape shape) {
    boolean leads = weights.rank() <= shape.rank();
    for (int axis = 0; leads && axis < weights.rank(); axis++) {
      leads = weights.dimension(axis) == shape.dimension(axis);
    }
    return leads;
  }

  /// Each weight counts for as many blocks.
  private static void spread(String name, Tensor weights, Tensor blocks) {
    int each = blocks.elements() / Math.max(1, weights.elements());
    for (int b = 0; b < blocks.elements(); b++) {
      float weight = weights.data()[weights.offset() + b / each];
      if (!(weight >= 0 && weight <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "%s: expected weights that are finite and not negative, got %s at index %d"
                .formatted(name, weight, b / each));
      }
      blocks.data()[b] = weight;
    }
  }

  private static void clearPadding(int steps, int[] lengths, Tensor blocks) {
    int batch = lengths.length;
    int perRow = blocks.elements() / (steps * batch);
    for (int b = 0; b < blocks.elements(); b++) {
      if (b / perRow / batch >= lengths[b / perRow % batch]) {
        blocks.data()[b] = 0;
      }
    }
  }

  /// The weight of an element.
  float of(int element) {
    return blocks.data()[element / size];
  }
}
