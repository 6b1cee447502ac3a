package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// A sequence that a loop puts together, an element a turn, along a new axis, perhaps from its end on.
final class Scanned {
  private final Value element;
  private final Value result;
  private final long axis;
  private final boolean reversed;

  /// The elements one after the other.
  private final Value gathered;

  private final Loops loops = new Loops(2);

  /// @param index which of the node's outputs it is
  Scanned(Site site, Value element, int index, long axis, boolean reversed)
      throws MalformedFileException {
    this.element = element;
    this.axis = axis;
    this.reversed = reversed;
    result = site.output(index, element.type());
    gathered = axis == 0 && !reversed ? result : site.scratch(element.type());
  }

  void begin() {
    gathered.row(0);
  }

  void add() {
    gathered.append(element);
  }

  void end() {
    if (gathered == result) {
      return;
    }
    int count = gathered.dim(0);
    int rank = gathered.rank();
    int along = Value.axis(axis, rank);
    int[] dims = result.begin(rank);
    for (int k = 0; k < rank; k++) {
      dims[k] = k == along ? count : gathered.dim(k < along ? k + 1 : k);
    }
    result.end();
    int inner = result.elements(along + 1, rank);
    int outer = result.elements(0, along);
    for (int i = 0; i < count; i++) {
      loops.clear();
      loops.from(0, i * outer * inner);
      loops.from(1, (reversed ? count - 1 - i : i) * inner);
      loops.add(inner, 1, 1);
      loops.add(outer, inner, count * inner);
      Strided.copy(loops, gathered.array(), result.array());
    }
  }
}
