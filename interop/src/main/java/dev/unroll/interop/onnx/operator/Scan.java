package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Program;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.ArrayList;
import java.util.List;

/// A graph once for each element of some sequences: (carried values, elements) to (carried values, an element of
/// each sequence that comes out).
final class Scan extends Operator {
  private final Program body;
  private final Carried carried;
  private final Value[] sequences;
  private final Value[] elements;
  private final long[] axes;
  private final boolean[] reversed;
  private final Scanned[] scanned;
  private final Loops loops = new Loops(2);

  Scan(Site site) throws MalformedFileException {
    if (site.opset() < 9) {
      throw site.malformed("supported from opset 9 on");
    }
    long count = site.whole("num_scan_inputs", 0);
    if (count < 1 || count > site.inputCount()) {
      throw site.unsupported("num_scan_inputs", count, "1 to the number of inputs");
    }
    int states = site.inputCount() - (int) count;
    List<Value> initial = new ArrayList<>();
    List<ElementType> types = new ArrayList<>();
    sequences = new Value[(int) count];
    for (int i = 0; i < site.inputCount(); i++) {
      Value input = site.input(i);
      types.add(input.type());
      if (i < states) {
        initial.add(input);
      } else {
        sequences[i - states] = input;
      }
    }
    axes = numbers(site, "scan_input_axes", (int) count);
    reversed = flags(site, "scan_input_directions", (int) count);
    body = site.program(site.graph("body"), types);
    int out = body.outputs().size() - states;
    if (out < 0) {
      throw site.malformed("expected at least %d outputs of its body".formatted(states));
    }
    elements = new Value[(int) count];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = body.inputs().get(states + i);
    }
    carried = new Carried(site, initial, body, 0, 0);
    long[] outAxes = numbers(site, "scan_output_axes", out);
    boolean[] outReversed = flags(site, "scan_output_directions", out);
    scanned = new Scanned[out];
    for (int i = 0; i < out; i++) {
      Value element = body.outputs().get(states + i);
      scanned[i] = new Scanned(site, element, states + i, outAxes[i], outReversed[i]);
    }
  }

  private static long[] numbers(Site site, String name, int count) throws MalformedFileException {
    long[] given = site.wholes(name);
    if (given != null && given.length != count) {
      throw site.malformed(
          "attribute %s: expected %d numbers, found %d".formatted(name, count, given.length));
    }
    return given == null ? new long[count] : given;
  }

  private static boolean[] flags(Site site, String name, int count) throws MalformedFileException {
    long[] numbers = numbers(site, name, count);
    boolean[] flags = new boolean[count];
    for (int i = 0; i < count; i++) {
      flags[i] = numbers[i] != 0;
    }
    return flags;
  }

  @Override
  public List<Program> programs() {
    return List.of(body);
  }

  @Override
  public void run(Context context) {
    int steps = sequences[0].dim(sequences[0].axis(axes[0]));
    for (int i = 1; i < sequences.length; i++) {
      if (sequences[i].dim(sequences[i].axis(axes[i])) != steps) {
        throw new IllegalArgumentException("expected sequences of one length");
      }
    }
    carried.begin();
    for (Scanned sequence : scanned) {
      sequence.begin();
    }
    for (int t = 0; t < steps; t++) {
      for (int i = 0; i < sequences.length; i++) {
        take(i, reversed[i] ? steps - 1 - t : t);
      }
      body.run(context);
      for (Scanned sequence : scanned) {
        sequence.add();
      }
      carried.next();
    }
    carried.end();
    for (Scanned sequence : scanned) {
      sequence.end();
    }
  }

  /// Copies one element of a sequence to where the body reads it.
  private void take(int i, int index) {
    Value from = sequences[i];
    Value to = elements[i];
    int along = from.axis(axes[i]);
    int[] dims = to.begin(from.rank() - 1);
    for (int k = 0; k < from.rank() - 1; k++) {
      dims[k] = from.dim(k < along ? k : k + 1);
    }
    to.end();
    int inner = from.elements(along + 1, from.rank());
    loops.clear();
    loops.from(0, index * inner);
    loops.add(inner, 1, 1);
    loops.add(from.elements(0, along), from.dim(along) * inner, inner);
    Strided.copy(loops, from.array(), to.array());
  }
}
