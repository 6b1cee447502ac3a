package dev.unroll.models.training;

import dev.unroll.core.Checks;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import java.util.List;
import java.util.Objects;

/// How a task is trained; with the task and the number of steps it determines every bit of the result.
///
/// @param optimizer how parameters follow gradients
/// @param schedule how the learning rate changes
/// @param clipNorm all gradients together are scaled down to this Euclidean norm; 0 for no such limit
/// @param clipValue each element of a gradient is clipped to this magnitude, before the norm; 0 for no
///     such limit
/// @param accumulation the batches whose gradients make one step
/// @param decay weight decay for some parameters: `PATTERN=RATE`, the first pattern that matches a parameter's
///     name decides (`*` stands for anything); others have the optimizer's own
/// @param reduction whether the loss that is differentiated is the mean or the sum
/// @param sparse whether the rows of a table that a step did not read rest, as with `torch.optim.SparseAdam`: a step
///     costs what it reads, but the means that Adam, RMSprop and momentum keep carry rare rows less far
/// @param patience epochs without a better validation after which training ends; 0 to go on
/// @param smoothing the weight of the past in the smoothed loss
/// @param seed of dropout and of all else that is random in training
public record TrainingOptions(
    @Setting("How parameters follow gradients.") OptimizerOptions optimizer,
    @Setting("How the learning rate changes.") Schedule schedule,
    @Setting(value = "Scale all gradients together down to this norm; 0 for no limit.", label = "X")
        float clipNorm,
    @Setting(
            value = "Clip each element of the gradients to this magnitude; 0 for no limit.",
            label = "X")
        float clipValue,
    @Setting(value = "Batches whose gradients make one step.", label = "K") int accumulation,
    @Setting(
            value = "Weight decay of parameters by name, as in *.weight=0.01.",
            label = "PATTERN=X")
        List<String> decay,
    @Setting("Whether the loss that is differentiated is the mean or the sum.") Reduction reduction,
    @Setting("Let what a step did not read of a table rest: faster where that is large.")
        boolean sparse,
    @Setting(
            value = "Epochs without a better validation after which to end; 0 to go on.",
            label = "E")
        int patience,
    @Setting(value = "The weight of the past in the smoothed loss.", label = "X") double smoothing,
    @Setting(value = "Seed of everything random.", label = "S") long seed) {
  /// What is differentiated.
  public enum Reduction {
    /// The mean over all that counts in a step.
    MEAN,
    /// The sum over it.
    SUM
  }

  public TrainingOptions {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(reduction, "reduction");
    decay = List.copyOf(decay);
    Checks.within("clip-norm", clipNorm, 0, Float.MAX_VALUE);
    Checks.within("clip-value", clipValue, 0, Float.MAX_VALUE);
    Checks.positive("accumulation", accumulation);
    Checks.notNegative("patience", patience);
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "smoothing: expected a number from 0 up to but not including 1, got " + smoothing);
    }
  }

  /// Adam with rate 0.003, clipping to a norm of 5, no early stopping.
  public static TrainingOptions defaults() {
    return new TrainingOptions(
        new OptimizerOptions.Adam(0.003f),
        new Schedule.Constant(),
        5,
        0,
        1,
        List.of(),
        Reduction.MEAN,
        false,
        0,
        0.99,
        1);
  }

  /// These options with another optimizer.
  public TrainingOptions withOptimizer(OptimizerOptions newOptimizer) {
    return new TrainingOptions(
        newOptimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with another schedule.
  public TrainingOptions withSchedule(Schedule newSchedule) {
    return new TrainingOptions(
        optimizer,
        newSchedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with other limits of the gradients; 0 for none.
  public TrainingOptions withClipping(float newNorm, float newValue) {
    return new TrainingOptions(
        optimizer,
        schedule,
        newNorm,
        newValue,
        accumulation,
        decay,
        reduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with gradients of another number of batches in a step.
  public TrainingOptions withAccumulation(int newAccumulation) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        newAccumulation,
        decay,
        reduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with weight decay by the names of parameters.
  public TrainingOptions withDecay(String... newDecay) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        List.of(newDecay),
        reduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with another reduction.
  public TrainingOptions withReduction(Reduction newReduction) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        newReduction,
        sparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with or without rest for what a step did not read of a table.
  public TrainingOptions withSparse(boolean newSparse) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        newSparse,
        patience,
        smoothing,
        seed);
  }

  /// These options with early stopping after so many epochs without a better validation.
  public TrainingOptions withPatience(int newPatience) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        sparse,
        newPatience,
        smoothing,
        seed);
  }

  /// These options with another weight of the past in the smoothed loss.
  public TrainingOptions withSmoothing(double newSmoothing) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        sparse,
        patience,
        newSmoothing,
        seed);
  }

  /// These options with another seed.
  public TrainingOptions withSeed(long newSeed) {
    return new TrainingOptions(
        optimizer,
        schedule,
        clipNorm,
        clipValue,
        accumulation,
        decay,
        reduction,
        sparse,
        patience,
        smoothing,
        newSeed);
  }
}
