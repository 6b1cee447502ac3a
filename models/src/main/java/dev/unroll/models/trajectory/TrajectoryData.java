package dev.unroll.models.trajectory;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How tracks are trained on.
///
/// @param batch `N`, tracks of a batch
/// @param rotate whether each track is turned by a random angle, anew in each epoch, about its last observed
///     position, and mirrored every other time
/// @param scale how many times larger or smaller each track is made at most, anew in each epoch, about its last observed
///     position; 1 for no change: so a model knows other speeds than those it was shown
/// @param noise the greatest standard deviation of what is added to each observed coordinate in training; each
///     track has its own, from 0 up, anew in each epoch: so a model learns to smooth positions that are
///     measured badly, and to trust others
public record TrajectoryData(
    @Setting(value = "Tracks of a batch.", label = "N") int batch,
    @Setting("Turn each track by a random angle.") boolean rotate,
    @Setting(value = "Make each track larger or smaller, up to so many times.", label = "X")
        float scale,
    @Setting(value = "Greatest deviation of noise on observed positions.", label = "X")
        float noise) {
  public TrajectoryData {
    Checks.positive("batch", batch);
    Checks.within("scale", scale, 1, Float.MAX_VALUE);
    Checks.within("noise", noise, 0, Float.MAX_VALUE);
  }

  /// Batches of 64, turned, up to twice as large or small, without noise.
  public static TrajectoryData defaults() {
    return new TrajectoryData(64, true, 2, 0);
  }
}
