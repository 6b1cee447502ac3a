package dev.unroll.interop.onnx.format;

import dev.unroll.core.Shape;
import dev.unroll.interop.onnx.ElementType;

/// A tensor that lies in the file.
///
/// @param name perhaps empty
/// @param floats the elements if they are real numbers, else null
/// @param longs the elements if they are whole numbers, else null
public record TensorData(
    String name, ElementType type, Shape shape, float[] floats, long[] longs) {}
