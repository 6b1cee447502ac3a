package dev.unroll.autograd;

import dev.unroll.core.Tensor;

/// One recorded use of an operation: what it read and what it made. Operations meet it in
/// [Operation#backward].
public final class Node {
  private final Tape tape;
  private final Operation operation;
  private final Variable[] inputs;
  private final int height;
  private Variable[] outputs;
  private Variable output;

  /// @param inputs what was read; null where an optional input is absent
  /// @param height the height of the tape's stack of buffers after this operation
  Node(Tape tape, Operation operation, Variable[] inputs, int height) {
    this.tape = tape;
    this.operation = operation;
    this.inputs = inputs;
    this.height = height;
  }

  void setOutput(Variable single) {
    output = single;
  }

  void setOutputs(Variable[] several) {
    outputs = several;
  }

  /// The tape, for its kernels, workers and workspace.
  public Tape tape() {
    return tape;
  }

  public Operation operation() {
    return operation;
  }

  /// The number of inputs, absent optional ones included.
  public int inputs() {
    return inputs.length;
  }

  /// An input; null where an optional one is absent.
  public Variable input(int index) {
    return inputs[index];
  }

  /// The value of an input; null where an optional one is absent.
  public Tensor inputValue(int index) {
    return inputs[index] == null ? null : inputs[index].rawValue();
  }

  /// Whether the input is there and wants a gradient.
  public boolean wantsGradient(int index) {
    return inputs[index] != null && inputs[index].requiresGradient();
  }

  /// The gradient of an input, to be added to; null if the input is absent or wants none.
  public Tensor inputGradient(int index) {
    return wantsGradient(index) ? inputs[index].gradientToAddTo() : null;
  }

  /// The gradient of an input, of which the operation adds to the given rows alone, indices of the outermost
  /// axis; null if the input is absent or wants none. A parameter's [TouchedRows] take note of them.
  public Tensor inputGradientRows(int index, int[] rows) {
    return wantsGradient(index) ? inputs[index].gradientRowsToAddTo(rows) : null;
  }

  /// The gradient of an input to which no other operation has added anything yet, with undefined
  /// contents, all of which the operation has to overwrite; null where there is something to add to
  /// ([#inputGradient]), or the input is absent or wants none. Spares a large gradient the zeros.
  public Tensor freshInputGradient(int index) {
    return wantsGradient(index) ? inputs[index].freshGradient() : null;
  }

  /// The number of outputs.
  public int outputs() {
    return outputs == null ? 1 : outputs.length;
  }

  /// An output.
  public Variable output(int index) {
    return outputs == null ? output : outputs[index];
  }

  /// The value of the only or first output.
  public Tensor value() {
    return output(0).rawValue();
  }

  /// The value of an output.
  public Tensor value(int index) {
    return output(index).rawValue();
  }

  /// The gradient that has reached the only or first output; not to be changed.
  public Tensor gradient() {
    return output(0).rawGradient();
  }

  /// The gradient that has reached an output; null where none has. Not to be changed.
  public Tensor gradient(int index) {
    return output(index).rawGradient();
  }

  int height() {
    return height;
  }

  boolean hasGradient() {
    if (outputs == null) {
      return output.rawGradient() != null;
    }
    for (Variable each : outputs) {
      if (each.rawGradient() != null) {
        return true;
      }
    }
    return false;
  }

  /// Gives back the gradients of the outputs that nobody keeps.
  void releaseGradients() {
    for (int i = 0; i < outputs(); i++) {
      if (!output(i).keepsGradient()) {
        output(i).releaseGradient();
      }
    }
  }
}
