package dev.unroll.models.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Is told how training goes. All methods are called on the training thread, between steps: what they
/// read of the model stands still meanwhile, and the time that they take is not training time.
@FunctionalInterface
public interface TrainingListener {
  /// Hears nothing.
  TrainingListener NONE = progress -> {};

  /// After every step.
  void onStep(Progress progress) throws IOException;

  /// Whether [Progress#gradientNorm] is wanted after a step. Where clipping by the norm does not measure it
  /// anyway, that takes a pass over the gradients.
  default boolean needsGradientNorm(long step) {
    return false;
  }

  /// After the held-out data were measured, at the end of an epoch or of the run.
  ///
  /// @param scores the deciding one first
  default void onValidation(long step, List<Score> scores) throws IOException {}

  /// After every epoch and its validation.
  default void onEpoch(EpochResult result) throws IOException {}

  /// After a checkpoint was written.
  ///
  /// @param best whether it holds the best model so far rather than the latest state
  default void onCheckpoint(Path file, boolean best) throws IOException {}

  /// At the end of a run.
  default void onEnd(TrainingResult result) throws IOException {}

  /// At the end of a run that cannot go on.
  default void onDivergence(TrainingDivergedException reason) throws IOException {}

  /// A listener that passes everything on to several, in order.
  static TrainingListener all(TrainingListener... listeners) {
    List<TrainingListener> all = List.of(listeners);
    return new TrainingListener() {
      @Override
      public void onStep(Progress progress) throws IOException {
        for (TrainingListener listener : all) {
          listener.onStep(progress);
        }
      }

      @Override
      public boolean needsGradientNorm(long step) {
        return all.stream().anyMatch(listener -> listener.needsGradientNorm(step));
      }

      @Override
      public void onValidation(long step, List<Score> scores) throws IOException {
        for (TrainingListener listener : all) {
          listener.onValidation(step, scores);
        }
      }

      @Override
      public void onEpoch(EpochResult result) throws IOException {
        for (TrainingListener listener : all) {
          listener.onEpoch(result);
        }
      }

      @Override
      public void onCheckpoint(Path file, boolean best) throws IOException {
        for (TrainingListener listener : all) {
          listener.onCheckpoint(file, best);
        }
      }

      @Override
      public void onEnd(TrainingResult result) throws IOException {
        for (TrainingListener listener : all) {
          listener.onEnd(result);
        }
      }

      @Override
      public void onDivergence(TrainingDivergedException reason) throws IOException {
        for (TrainingListener listener : all) {
          listener.onDivergence(reason);
        }
      }
    };
  }
}
