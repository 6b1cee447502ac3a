package dev.unroll.models.text;

import java.util.Arrays;

/// A growing list of ids.
final class IdList {
  private int[] ids = new int[16];
  private int size;

  void add(int id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, Math.addExact(size, Math.max(16, size >> 1)));
    }
    ids[size++] = id;
  }

  int size() {
    return size;
  }

  int[] toArray() {
    return Arrays.copyOf(ids, size);
  }
}
