package dev.unroll.autograd.op.loss;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Targets of a classification: an id for each row of the logits, with −1 where a row is left out.
///
/// @param ids a copy in the tape's memory
/// @param classes V
/// @param count the rows that count
record ClassTargets(int[] ids, int classes, int count) {
  /// Requires an id from 0 to V − 1 for each row of `logits [...,V]`.
  static ClassTargets of(Variable logits, int[] targets) {
    return of(logits, targets, false, 0);
  }

  /// Requires an id from 0 to V − 1, or `ignore`, for each row of `logits [...,V]`.
  static ClassTargets of(Variable logits, int[] targets, int ignore) {
    return of(logits, targets, true, ignore);
  }

  private static ClassTargets of(Variable logits, int[] targets, boolean ignores, int ignore) {
    Shape shape = logits.shape();
    int classes = shape.rank() == 0 ? 0 : shape.dimension(-1);
    if (classes == 0 || shape.elements() / classes != targets.length) {
      throw new IllegalArgumentException(
          "cross-entropy: expected one target for each row of logits %s, got %d"
              .formatted(shape, targets.length));
    }
    Tape tape = logits.tape();
    int[] ids = tape.copy(targets);
    int count = 0;
    for (int m = 0; m < ids.length; m++) {
      if (ignores && ids[m] == ignore) {
        ids[m] = -1;
      } else if (ids[m] < 0 || ids[m] >= classes) {
        throw new IllegalArgumentException(
            "targets[%d]: expected an id from 0 to %d%s, got %d"
                .formatted(
                    m, classes - 1, ignores ? " or " + ignore + " to leave it out" : "", ids[m]));
      } else {
        count++;
      }
    }
    return new ClassTargets(ids, classes, count);
  }

  /// The logits or their like as `[M,V]`.
  Tensor rows(Tensor logits) {
    return logits.reshape(shape());
  }

  Shape shape() {
    return Shape.of(ids.length, classes);
  }
}
