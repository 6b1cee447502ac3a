package dev.unroll.cli.kind;

import dev.unroll.models.checkpoint.Model;
import java.io.IOException;
import java.util.function.Function;

/// What `unroll predict` does with the models of a kind.
///
/// @param <M> the models
/// @param <P> a record of options, as in [Program]
public interface Prediction<M extends Model, P extends Record> {
  /// The options unless they are given.
  P defaults();

  /// What answers the lines of standard input.
  Predictor predictor(M model, P options, Console console) throws IOException;

  /// No options.
  record None() {}

  /// A prediction without options.
  static <M extends Model> Prediction<M, None> of(Function<M, Predictor> predictor) {
    return new Prediction<>() {
      @Override
      public None defaults() {
        return new None();
      }

      @Override
      public Predictor predictor(M model, None options, Console console) {
        return predictor.apply(model);
      }
    };
  }
}
