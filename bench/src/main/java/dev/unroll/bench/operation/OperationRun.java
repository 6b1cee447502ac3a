package dev.unroll.bench.operation;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;

/// One operation ready to be timed on a tape of its own, on the calling thread.
public final class OperationRun {
  private final OperationWork work;
  private final Tape tape;
  private final Variable[] variables;
  private final Tensor seed;

  /// An operation computed by a set's kernels.
  public OperationRun(OperationWork work, KernelSet kernels) {
    this.work = work;
    tape = new Tape(kernels, new Workspace(), Workers.CALLER);
    variables = new Variable[work.inputs().size()];
    seed = Numbers.tensor(99, 1, forward().shape().dimensions());
    tape.reset();
  }

  private Variable forward() {
    for (int i = 0; i < variables.length; i++) {
      variables[i] = tape.leaf(work.inputs().get(i));
    }
    return work.graph().apply(tape, variables);
  }

  /// Forward and backward, with the gradients to all inputs.
  public float run() {
    tape.backward(forward(), seed);
    float first = variables[0].gradient().data()[variables[0].gradient().offset()];
    tape.reset();
    return first;
  }

  /// The result and all gradients.
  public Tensor[] results() {
    Tensor[] results = new Tensor[variables.length + 1];
    Variable output = forward();
    results[variables.length] = output.value().copy();
    tape.backward(output, seed);
    for (int i = 0; i < variables.length; i++) {
      results[i] = variables[i].gradient().copy();
    }
    tape.reset();
    return results;
  }
}
