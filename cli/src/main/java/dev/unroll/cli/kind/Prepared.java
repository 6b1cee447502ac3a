package dev.unroll.cli.kind;

import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingOptions;

/// All that is needed to train.
///
/// @param task the model and its data
/// @param training how to train it
/// @param <B> a batch
public record Prepared<B>(Task<B> task, TrainingOptions training) {}
