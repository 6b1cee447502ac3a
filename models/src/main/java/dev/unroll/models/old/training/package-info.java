/// The training loop and what it tells its listeners. It knows no model: what a step, a validation and
/// a checkpoint are is a [dev.unroll.models.old.training.TrainingTask].
package dev.unroll.models.old.training;
