package dev.unroll.autograd;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import java.util.Arrays;

/// The arrays that a tape has taken from its workspace for values and for what operations save, as a
/// stack. Backward walks operations in reverse, so the arrays that it no longer needs are always those
/// on top: giving memory back is lowering the stack.
final class Buffers {
  private final Workspace workspace;
  private float[][] stack = new float[64][];
  private int height;

  /// Arrays that stay until everything is released, whatever happens to the stack.
  private float[][] kept = new float[4][];

  private int keptCount;

  Buffers(Workspace workspace) {
    this.workspace = workspace;
  }

  int height() {
    return height;
  }

  Tensor take(Shape shape) {
    Tensor tensor = workspace.take(shape);
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, 2 * height);
    }
    stack[height++] = tensor.data();
    return tensor;
  }

  /// Keeps an array of the stack until [#releaseAll]; other arrays are not ours to keep.
  void keep(float[] array) {
    for (int i = height - 1; i >= 0; i--) {
      if (stack[i] == array) {
        stack[i] = null;
        addKept(array);
        return;
      }
    }
  }

  private void addKept(float[] array) {
    if (keptCount == kept.length) {
      kept = Arrays.copyOf(kept, 2 * keptCount);
    }
    kept[keptCount++] = array;
  }

  /// Gives back every array above the given height.
  void releaseTo(int to) {
    while (height > to) {
      float[] array = stack[--height];
      stack[height] = null;
      if (array != null) {
        workspace.give(array);
      }
    }
  }

  void releaseAll() {
    releaseTo(0);
    while (keptCount > 0) {
      workspace.give(kept[--keptCount]);
      kept[keptCount] = null;
    }
  }
}
