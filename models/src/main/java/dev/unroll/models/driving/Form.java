package dev.unroll.models.driving;

/// What a [Driver] makes of frames.
public enum Form {
  /// Each frame by itself, without memory: five convolutions and three dense layers (Bojarski et al., *End to end
  /// learning for self-driving cars*, 2016), for comparison.
  FRAME,
  /// The features of each frame by three convolutions, and a recurrent layer over them: the third-place form of
  /// Udacity's challenge of 2016.
  FEATURES,
  /// Three convolutions over height, width and ten frames of time, the latest and nine before it, and a recurrent
  /// layer: the first-place form.
  VOLUME
}
