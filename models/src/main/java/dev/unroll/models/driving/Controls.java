package dev.unroll.models.driving;

/// How a car is driven at a moment.
///
/// @param steering −1 (left) to 1 (right)
/// @param throttle 0 to 1: what the driver asks of the engine's torque; NaN where it is not known
/// @param speed in the unit of the data; NaN where it is not known
public record Controls(float steering, float throttle, float speed) {}
