package dev.unroll.autograd.op;

/// Full indices and flat ones, for oracles.
public final class Indices {
  private Indices() {}

  public static int[] of(int flat, int... extents) {
    int[] index = new int[extents.length];
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      index[axis] = flat % extents[axis];
      flat /= extents[axis];
    }
    return index;
  }

  public static int flat(int[] index, int... extents) {
    int flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + index[axis];
    }
    return flat;
  }
}
