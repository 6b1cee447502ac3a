package dev.unroll.models.driving;

import dev.unroll.models.vision.Pixels;
import java.util.Objects;

/// What the camera saw at a moment, and how the car was driven then.
public record DrivenFrame(Pixels pixels, Controls controls) {
  public DrivenFrame {
    Objects.requireNonNull(pixels, "pixels");
    Objects.requireNonNull(controls, "controls");
  }
}
