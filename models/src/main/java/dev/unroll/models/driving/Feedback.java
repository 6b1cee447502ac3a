package dev.unroll.models.driving;

/// What the recurrent layer of a [Driver] reads besides the frame.
public enum Feedback {
  /// Nothing.
  NONE,
  /// What the model predicted for the frame before.
  OWN,
  /// How the car was driven at the frame before, as its instruments say: the model predicts the change since.
  TRUTH
}
