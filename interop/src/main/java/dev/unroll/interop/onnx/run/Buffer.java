package dev.unroll.interop.onnx.run;

/// An array that only grows; values that are never alive at the same time share one.
final class Buffer {
  /// Beyond the wanted length, so that slowly growing sequences do not mean a new array each run.
  private static final int SPARE_SHIFT = 3;

  private static final int MAX_LENGTH = Integer.MAX_VALUE - 64;
  private static final float[] NO_FLOATS = {};
  private static final long[] NO_LONGS = {};

  float[] floats = NO_FLOATS;
  long[] longs = NO_LONGS;

  void ensureFloats(int length, Memory memory) {
    if (floats.length < length) {
      int grown = grown(floats.length, length);
      memory.claim((long) Float.BYTES * (grown - floats.length));
      floats = new float[grown];
    }
  }

  void ensureLongs(int length, Memory memory) {
    if (longs.length < length) {
      int grown = grown(longs.length, length);
      memory.claim((long) Long.BYTES * (grown - longs.length));
      longs = new long[grown];
    }
  }

  /// Makes room for `wanted` elements, twice as many as there was, and keeps the first ones.
  void keepFirst(int count, long wanted, boolean real, Memory memory) {
    int length = real ? floats.length : longs.length;
    if (wanted <= length || wanted > MAX_LENGTH) {
      return;
    }
    int grown = (int) Math.min(MAX_LENGTH, Math.max(wanted, 2L * length));
    memory.claim((long) (real ? Float.BYTES : Long.BYTES) * (grown - length));
    if (real) {
      float[] old = floats;
      floats = new float[grown];
      System.arraycopy(old, 0, floats, 0, count);
    } else {
      long[] old = longs;
      longs = new long[grown];
      System.arraycopy(old, 0, longs, 0, count);
    }
  }

  private static int grown(int length, int wanted) {
    return length == 0
        ? wanted
        : (int) Math.min(MAX_LENGTH, wanted + (long) (wanted >> SPARE_SHIFT));
  }
}
