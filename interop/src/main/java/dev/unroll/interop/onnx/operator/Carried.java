package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Program;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.List;

/// The values that a loop hands from one turn to the next: inputs of its body, then outputs, then inputs again.
final class Carried {
  private final Value[] initial;
  private final Value[] in;
  private final Value[] out;

  /// Where an output waits until all inputs that it may be a view on are done with.
  private final Value[] waiting;

  private final Value[] results;

  /// @param firstInput the index of the first among the body's inputs
  /// @param firstOutput the index of the first among the body's outputs
  Carried(Site site, List<Value> initial, Program body, int firstInput, int firstOutput)
      throws MalformedFileException {
    int count = initial.size();
    this.initial = initial.toArray(Value[]::new);
    in = new Value[count];
    out = new Value[count];
    waiting = new Value[count];
    results = new Value[count];
    for (int i = 0; i < count; i++) {
      in[i] = body.inputs().get(firstInput + i);
      out[i] = body.outputs().get(firstOutput + i);
      if (in[i].type() != out[i].type()) {
        throw site.malformed(
            "the loop is given %s and hands on %s".formatted(in[i].type(), out[i].type()));
      }
      waiting[i] =
          body.inputs().stream().anyMatch(out[i]::sharesStorage)
              ? site.scratch(out[i].type())
              : null;
      results[i] = site.output(i, in[i].type());
    }
  }

  void begin() {
    for (int i = 0; i < in.length; i++) {
      in[i].copyFrom(initial[i]);
    }
  }

  void next() {
    for (int i = 0; i < in.length; i++) {
      if (waiting[i] != null) {
        waiting[i].copyFrom(out[i]);
      }
    }
    for (int i = 0; i < in.length; i++) {
      in[i].copyFrom(waiting[i] != null ? waiting[i] : out[i]);
    }
  }

  void end() {
    for (int i = 0; i < in.length; i++) {
      results[i].copyFrom(in[i]);
    }
  }
}
