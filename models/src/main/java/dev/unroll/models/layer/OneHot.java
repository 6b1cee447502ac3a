package dev.unroll.models.layer;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// Tokens as vectors that are 1 at the token's id and 0 elsewhere, for layers that read nothing
/// else.
final class OneHot {
  private OneHot() {}

  /// The feature vectors `[T,N,C]` of a sequence; of padding all zeros.
  static Variable features(Tape tape, Sequence x, int inputs) {
    return switch (x) {
      case Sequence.Features features -> features.x();
      case Sequence.Tokens tokens -> {
        Checks.ids("ids", tokens.ids(), inputs);
        Tensor hot = tape.take(Shape.of(tokens.steps(), tokens.batch(), inputs));
        hot.fill(0);
        for (int i = 0; i < tokens.ids().length; i++) {
          hot.data()[hot.offset() + i * inputs + tokens.ids()[i]] = 1;
        }
        yield tape.constant(hot);
      }
    };
  }
}
