package dev.unroll.models.old.training;

import java.nio.file.Path;

/// Is told how training goes. All methods are called on the training thread, between steps: what they
/// read of the model stands still meanwhile, and the time that they take is not training time.
@FunctionalInterface
public interface TrainingListener {
  /// Hears nothing.
  TrainingListener NONE = progress -> {};

  /// After every step.
  void onStep(Progress progress);

  /// After every epoch and its validation.
  default void onEpoch(EpochResult result) {}

  /// After a checkpoint was written.
  ///
  /// @param best whether it holds the best model so far rather than the latest state
  default void onCheckpoint(Path file, boolean best) {}

  /// A listener that passes everything on to several, in order.
  static TrainingListener all(TrainingListener... listeners) {
    TrainingListener[] copy = listeners.clone();
    return new TrainingListener() {
      @Override
      public void onStep(Progress progress) {
        for (TrainingListener listener : copy) {
          listener.onStep(progress);
        }
      }

      @Override
      public void onEpoch(EpochResult result) {
        for (TrainingListener listener : copy) {
          listener.onEpoch(result);
        }
      }

      @Override
      public void onCheckpoint(Path file, boolean best) {
        for (TrainingListener listener : copy) {
          listener.onCheckpoint(file, best);
        }
      }
    };
  }
}
