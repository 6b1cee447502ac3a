package dev.unroll.interop.hdf5;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;

/// Reads the extents of a data set or an attribute.
final class Hdf5Space {
  /// As many as HDF5 allows.
  private static final int MAX_AXES = 32;

  private Hdf5Space() {}

  /// Reads a dataspace message that takes at most the bytes from `at` to `end`.
  static Shape read(Hdf5Bytes bytes, String what, int at, int end) throws MalformedFileException {
    int version = end - at >= 4 ? bytes.u8(at) : 0;
    if (version != 1 && version != 2) {
      throw bytes.malformed(what + ": expected a dataspace of version 1 or 2, found " + version);
    }
    int rank = bytes.u8(at + 1);
    int dimensions = at + (version == 1 ? 8 : 4);
    if (rank > MAX_AXES || dimensions + 8 * rank > end) {
      throw bytes.malformed(
          "%s: expected at most %d axes, found %d"
              .formatted(what, Math.min(MAX_AXES, Math.max(0, end - dimensions) / 8), rank));
    }
    if (version == 2 && bytes.u8(at + 3) == 2) {
      return Shape.of(0);
    }
    int[] extents = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      long extent = bytes.u64(dimensions + 8 * axis);
      if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw bytes.malformed(
            "%s: expected extents below 2^31, found %s"
                .formatted(what, Long.toUnsignedString(extent)));
      }
      extents[axis] = (int) extent;
    }
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw bytes.malformed(what + ": " + e.getMessage());
    }
  }
}
