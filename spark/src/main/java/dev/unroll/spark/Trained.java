package dev.unroll.spark;

import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.TrainingResult;

/// What a training came to.
///
/// @param model the best one
public record Trained<M extends Model>(M model, TrainingResult result) {}
