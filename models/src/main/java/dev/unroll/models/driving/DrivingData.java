package dev.unroll.models.driving;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How a drive is trained on.
///
/// @param window frames that are answered in a row; a model that looks back reads more before them
/// @param every a window begins at every so many-th frame of an epoch, each epoch at others
/// @param mirror whether every other window, anew in each epoch, is mirrored, its steering with it
/// @param batch `N`, windows of a step
public record DrivingData(
    @Setting(value = "Frames of a window.", label = "T") int window,
    @Setting(value = "A window begins at every so many-th frame.", label = "K") int every,
    @Setting("Mirror every other window.") boolean mirror,
    @Setting(value = "Windows of a step.", label = "N") int batch) {
  public DrivingData {
    Checks.positive("window", window);
    Checks.positive("every", every);
    Checks.positive("batch", batch);
  }

  /// Windows of 20 frames at every fifth frame, mirrored or not, 16 of them a step.
  public static DrivingData defaults() {
    return new DrivingData(20, 5, true, 16);
  }
}
