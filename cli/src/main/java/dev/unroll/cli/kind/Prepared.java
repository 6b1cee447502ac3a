package dev.unroll.cli.kind;

import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingOptions;

/// All that is needed to train.
///
/// @param task the model and its data
/// @param training how to train it; null where the model was made of the data at once, as by counting
/// @param <B> a batch
public record Prepared<B>(Task<B> task, TrainingOptions training) {
  /// A model that needs no training.
  static <B> Prepared<B> made(Task<B> task) {
    return new Prepared<>(task, null);
  }
}
