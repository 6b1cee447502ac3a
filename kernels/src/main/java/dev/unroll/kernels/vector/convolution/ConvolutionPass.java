package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// The operands of one pass of a convolution, and the memory of its threads. One object a workspace, filled anew for
/// each call; what a call leaves behind, a call that failed included, is cleared before anybody sees it.
abstract class ConvolutionPass implements Workers.Part {
  /// Multiply-adds under which waking a second thread costs more than it gives.
  private static final double PARALLEL = 1 << 21;

  /// Floats of packed windows, or of the gradients to windows, at a time: half of an L2 cache of 512 KB. The weights are
  /// copied for each group.
  static final int GROUP = 1 << 16;

  ConvolutionShape shape;
  final Planes layout = new Planes();
  int positions;
  int depth;
  ConvolutionPart[] parts = new ConvolutionPart[0];

  /// The parts' memory, `partLength` floats for each.
  float[] memory;

  int partLength;

  /// The windows of a group: whole panels, that there are few of where a window has many numbers.
  static int group(int depth, int positions) {
    int windows = Math.max(NR, GROUP / Math.max(1, depth) / NR * NR);
    return Math.min(windows, (positions + NR - 1) / NR * NR);
  }

  /// Runs the pass on the threads.
  final void run(ConvolutionShape shape, Workspace workspace, Workers workers) {
    this.shape = shape;
    positions = shape.positions();
    depth = shape.depth();
    layout.set(shape);
    boolean shared = workers.count() > 1 && shape.work() >= PARALLEL;
    int count = shared ? workers.count() : 1;
    if (parts.length < count) {
      int had = parts.length;
      parts = Arrays.copyOf(parts, count);
      for (int part = had; part < count; part++) {
        parts[part] = new ConvolutionPart();
      }
    }
    try {
      partLength = partLength(count);
      memory = workspace.take(Math.multiplyExact(count, partLength));
      begin(workspace);
      if (shared) {
        workers.run(this);
      } else {
        run(0, 1);
      }
      end();
    } finally {
      for (ConvolutionPart part : parts) {
        part.product.clear();
      }
      give(workspace, memory);
      clear(workspace);
      memory = null;
      this.shape = null;
    }
  }

  /// The floats that a part of `count` needs.
  abstract int partLength(int count);

  /// Before the parts run.
  void begin(Workspace workspace) {}

  /// After the parts have run.
  void end() {}

  /// Lets go of what belongs to the caller, and of what was taken.
  abstract void clear(Workspace workspace);

  static void give(Workspace workspace, float[] array) {
    if (array != null) {
      workspace.give(array);
    }
  }

  /// Where a tensor `[N,O,…]`'s row n begins.
  final int output(Tensor y, int n) {
    return y.offset() + n * shape.outputs() * positions;
  }
}
