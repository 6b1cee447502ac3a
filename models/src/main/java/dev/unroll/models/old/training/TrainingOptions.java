package dev.unroll.models.old.training;

import dev.unroll.core.Checks;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import java.util.Objects;

/// How a sequence model is trained; with the model, the text and the seed it determines every bit of the
/// result.
///
/// @param batch `N`, parallel streams of the text
/// @param sequence `T`, time steps between cuts of backpropagation through time
/// @param optimizer how parameters follow gradients
/// @param clipping what keeps gradients from exploding
/// @param reduction whether the loss that is differentiated is the mean or the sum over the `T·N`
///     characters of a step; what is reported is the mean
/// @param validation the fraction of the text, its last part, that is held out
/// @param smoothing the weight of the past in the smoothed loss
/// @param seed of dropout
public record TrainingOptions(
    int batch,
    int sequence,
    OptimizerOptions optimizer,
    GradientClipping clipping,
    Reduction reduction,
    float validation,
    double smoothing,
    long seed) {
  /// What is differentiated.
  public enum Reduction {
    /// The mean over the characters of a step.
    MEAN,
    /// The sum over them.
    SUM
  }

  public TrainingOptions {
    Checks.positive("batch", batch);
    Checks.positive("sequence", sequence);
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(clipping, "clipping");
    Objects.requireNonNull(reduction, "reduction");
    Checks.within("validation", validation, 0, 0.9f);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing: expected a number from 0 up to but not including 1, got " + smoothing);
    }
  }

  /// 32 streams, chunks of 64, Adam with rate 0.003, clipping to a norm of 5, a tenth held out.
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        32,
        64,
        new OptimizerOptions.Adam(0.003f),
        new GradientClipping.ByNorm(5),
        Reduction.MEAN,
        0.1f,
        0.99,
        1);
  }

  /// These options with other extents of a chunk.
  public TrainingOptions withChunks(int newBatch, int newSequence) {
    return new TrainingOptions(
        newBatch, newSequence, optimizer, clipping, reduction, validation, smoothing, seed);
  }

  /// These options with another optimizer.
  public TrainingOptions withOptimizer(OptimizerOptions newOptimizer) {
    return new TrainingOptions(
        batch, sequence, newOptimizer, clipping, reduction, validation, smoothing, seed);
  }

  /// These options with another clipping.
  public TrainingOptions withClipping(GradientClipping newClipping) {
    return new TrainingOptions(
        batch, sequence, optimizer, newClipping, reduction, validation, smoothing, seed);
  }

  /// These options with another fraction held out.
  public TrainingOptions withValidation(float newValidation) {
    return new TrainingOptions(
        batch, sequence, optimizer, clipping, reduction, newValidation, smoothing, seed);
  }

  /// These options with another seed.
  public TrainingOptions withSeed(long newSeed) {
    return new TrainingOptions(
        batch, sequence, optimizer, clipping, reduction, validation, smoothing, newSeed);
  }
}
