package dev.unroll.kernels.vector.convolution;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Workers;

/// The operands of one pass of a convolution, and the memory of its threads. One object a workspace, filled anew for
/// each call; what a call leaves behind, a call that failed included, is cleared before anybody sees it.
abstract class ConvolutionPass implements Workers.Part {
  /// Multiply-adds under which waking a second thread costs more than it gives.
  private static final double PARALLEL = 1 << 21;

  ConvolutionShape shape;
  final Planes layout = new Planes();
  int positions;
  int depth;

  /// The parts' memory, `partLength` floats for each.
  float[] memory;

  int partLength;

  /// Runs the pass on the threads.
  final void run(ConvolutionShape shape, Workspace workspace, Workers workers) {
    this.shape = shape;
    positions = shape.positions();
    depth = shape.depth();
    layout.set(shape);
    boolean shared = workers.count() > 1 && shape.work() >= PARALLEL;
    int count = shared ? workers.count() : 1;
    try {
      begin(workspace);
      partLength = partLength();
      memory = workspace.take(Math.multiplyExact(count, partLength));
      share(count);
      if (shared) {
        workers.run(this);
      } else {
        run(0, 1);
      }
      end();
    } finally {
      give(workspace, memory);
      clear(workspace);
      memory = null;
      this.shape = null;
    }
  }

  /// The floats that a part needs.
  abstract int partLength();

  /// Before the parts run.
  abstract void begin(Workspace workspace);

  /// Makes ready what so many parts will share.
  void share(int parts) {}

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
