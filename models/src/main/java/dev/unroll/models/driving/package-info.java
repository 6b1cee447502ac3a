/// Frames of a camera in a car to how it is steered, with and without memory.
package dev.unroll.models.driving;
