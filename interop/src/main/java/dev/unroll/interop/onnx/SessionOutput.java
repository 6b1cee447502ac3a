package dev.unroll.interop.onnx;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Value;
import java.util.ArrayList;
import java.util.List;

/// One output of a session: what a value holds after a run, for the caller to read.
final class SessionOutput {
  private final String name;
  private final Value value;

  /// Whether the caller must not see the value's own array: it is a constant, or an input that the next run
  /// overwrites while it reads this output.
  private final boolean copies;

  /// By signature.
  private final List<OnnxTensor> made = new ArrayList<>();

  SessionOutput(String name, Value value, List<Value> inputs) {
    this.name = name;
    this.value = value;
    copies =
        !value.isReal() || value.isConstant() || inputs.stream().anyMatch(value::sharesStorage);
  }

  String name() {
    return name;
  }

  /// The value as it is now; the same object as after the last run of these shapes.
  OnnxTensor tensor(Context context) {
    while (made.size() <= context.signature()) {
      made.add(null);
    }
    OnnxTensor tensor = made.get(context.signature());
    if (tensor == null || !isCurrent(tensor)) {
      tensor = make();
      made.set(context.signature(), tensor);
    }
    if (copies) {
      Object to = value.isReal() ? tensor.tensor().data() : tensor.longs();
      System.arraycopy(value.array(), 0, to, 0, value.elements());
    }
    return tensor;
  }

  private boolean isCurrent(OnnxTensor tensor) {
    boolean same =
        tensor.shape().rank() == value.rank()
            && (copies || tensor.tensor().data() == value.floats());
    for (int axis = 0; same && axis < value.rank(); axis++) {
      same = tensor.shape().dimension(axis) == value.dim(axis);
    }
    return same;
  }

  private OnnxTensor make() {
    int[] dims = new int[value.rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = value.dim(axis);
    }
    Shape shape = Shape.of(dims);
    if (!value.isReal()) {
      return OnnxTensor.of(value.type(), shape, new long[value.elements()]);
    }
    return OnnxTensor.of(
        value.type(), copies ? Tensor.zeros(shape) : Tensor.wrap(value.floats(), 0, shape));
  }
}
