package dev.unroll.bench;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;

/// A graph of operations on single numbers, as in micrograd: `y = tanh(y·z + x) − z`, again and again, and
/// the gradients to x and z. What it costs is the engine.
public final class ScalarGraphWork {
  /// Repetitions of the four operations.
  public static final int ROUNDS = 250;

  /// Operations, each with its gradients.
  public static final int OPERATIONS = 4 * ROUNDS;

  /// The first leaf, where y begins.
  public static final float X = 0.5f;

  /// The second leaf.
  public static final float Z = 0.25f;

  private final Tensor first = Tensor.scalar(X);
  private final Tensor second = Tensor.scalar(Z);
  private final Tape tape;

  /// On the given kernels.
  public ScalarGraphWork(KernelSet set) {
    tape = new Tape(set, new Workspace(), Workers.CALLER);
  }

  /// Forward and backward once; the gradient to x.
  public float run() {
    Variable x = tape.leaf(first);
    Variable z = tape.leaf(second);
    Variable y = x;
    for (int i = 0; i < ROUNDS; i++) {
      y = Ops.subtract(Ops.tanh(Ops.add(Ops.multiply(y, z), x)), z);
    }
    tape.backward(y);
    float gradient = x.gradient().item();
    tape.reset();
    return gradient;
  }
}
