package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.models.layer.Role.Use;

/// The parameters that [Conv2d] and [Conv3d] ask for.
record ConvolutionParameters(Parameter weight, Parameter bias) {
  static ConvolutionParameters of(Scope scope, int inputs, int outputs, Window window, int axes) {
    Checks.positive("inputs", inputs);
    Checks.positive("outputs", outputs);
    if (window.axes() != axes) {
      throw new IllegalArgumentException(
          "window: expected extents along %d axes, got %s".formatted(axes, window.size()));
    }
    int[] extents = new int[axes + 2];
    extents[0] = outputs;
    extents[1] = inputs;
    int fan = inputs;
    for (int axis = 0; axis < axes; axis++) {
      extents[axis + 2] = window.size().get(axis);
      fan = Math.multiplyExact(fan, extents[axis + 2]);
    }
    return new ConvolutionParameters(
        scope.parameter("weight", Shape.of(extents), Role.of(Use.KERNEL), fan),
        scope.parameter("bias", Shape.of(outputs), Role.of(Use.BIAS), fan));
  }
}
