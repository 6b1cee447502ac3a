package dev.unroll.core.io;

import dev.unroll.core.Shape;

/// Where a tensor lies in a safetensors file.
///
/// @param begin the first of its bytes, counted from the end of the header
/// @param end the byte behind its last one
record TensorInfo(String name, DType dtype, Shape shape, long begin, long end) {}
