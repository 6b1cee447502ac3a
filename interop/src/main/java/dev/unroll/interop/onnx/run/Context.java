package dev.unroll.interop.onnx.run;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;

/// What the operators of a session work with.
public final class Context {
  private final KernelSet kernels;
  private final Workers workers;
  private final Memory memory;
  private final Workspace workspace = new Workspace();
  private int signature;

  /// @param memoryLimit the bytes that values may take together
  public Context(KernelSet kernels, Workers workers, long memoryLimit) {
    this.kernels = kernels;
    this.workers = workers;
    memory = new Memory(memoryLimit);
  }

  public KernelSet kernels() {
    return kernels;
  }

  public Workers workers() {
    return workers;
  }

  public Workspace workspace() {
    return workspace;
  }

  public Memory memory() {
    return memory;
  }

  /// The number of the inputs' shapes among those seen, by which operators keep what they prepare.
  public int signature() {
    return signature;
  }

  /// Sets [#signature].
  public void signature(int number) {
    signature = number;
  }
}
