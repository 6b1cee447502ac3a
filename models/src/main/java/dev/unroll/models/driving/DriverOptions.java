package dev.unroll.models.driving;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.settings.Setting;
import java.util.List;
import java.util.Objects;

/// The architecture of a [Driver].
///
/// @param height of the frames
/// @param width of the frames
/// @param form what is made of frames
/// @param feedback what the recurrent layer reads besides them
/// @param dynamics whether throttle and speed are predicted, too
/// @param features the width of what a recurrent layer reads of a frame; of no effect without one
/// @param cell the recurrent cell; of no effect without one
/// @param hidden `H`, hidden units; of no effect without a recurrent layer
/// @param dropout the probability with which an element of a frame's features is dropped in training
public record DriverOptions(
    @Setting(value = "Height of the frames.", label = "PIXELS") int height,
    @Setting(value = "Width of the frames.", label = "PIXELS") int width,
    @Setting("What is made of frames.") Form form,
    @Setting("What the recurrent layer reads besides them.") Feedback feedback,
    @Setting("Predict throttle and speed, too.") boolean dynamics,
    @Setting(value = "Width of what a recurrent layer reads of a frame.", label = "F") int features,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units.", label = "H") int hidden,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout) {
  public DriverOptions {
    Checks.positive("height", height);
    Checks.positive("width", width);
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(feedback, "feedback");
    Objects.requireNonNull(cell, "cell");
    Checks.positive("features", features);
    Checks.positive("hidden", hidden);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    if (form == Form.FRAME && feedback != Feedback.NONE) {
      throw new IllegalArgumentException(
          "feedback: expected a form with a recurrent layer that reads it, got form frame");
    }
  }

  /// Frames of 80 × 40, 64 features of each, an LSTM of 64, dropout 0.3.
  public static DriverOptions of(Form form) {
    return new DriverOptions(40, 80, form, Feedback.NONE, false, 64, Cell.LSTM, 64, 0.3f);
  }

  /// These options for frames of another size.
  public DriverOptions withSize(int newHeight, int newWidth) {
    return new DriverOptions(
        newHeight, newWidth, form, feedback, dynamics, features, cell, hidden, dropout);
  }

  /// These options with another feedback, and throttle and speed predicted or not.
  public DriverOptions with(Feedback newFeedback, boolean newDynamics) {
    return new DriverOptions(
        height, width, form, newFeedback, newDynamics, features, cell, hidden, dropout);
  }

  /// These options with another recurrent layer.
  public DriverOptions with(int newFeatures, Cell newCell, int newHidden, float newDropout) {
    return new DriverOptions(
        height, width, form, feedback, dynamics, newFeatures, newCell, newHidden, newDropout);
  }

  /// What is predicted.
  List<String> outputs() {
    return dynamics ? List.of("steering", "throttle", "speed") : List.of("steering");
  }
}
