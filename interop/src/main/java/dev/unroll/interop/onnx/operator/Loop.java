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

/// A graph again and again, up to a number of times and while a condition holds: (iteration, condition, carried
/// values) to (condition, carried values, one element of each sequence that the loop puts together).
final class Loop extends Operator {
  /// A loop that goes on for longer is taken for one without end.
  private static final long MOST = 1 << 26;

  private final Value trips;
  private final Value condition;
  private final Program body;
  private final Carried carried;
  private final Scanned[] scanned;

  Loop(Site site) throws MalformedFileException {
    trips = site.optionalWhole(0);
    condition = site.optionalWhole(1);
    int count = site.inputCount() - 2;
    List<Value> initial = new ArrayList<>();
    List<ElementType> types = new ArrayList<>(List.of(ElementType.INT64, ElementType.BOOL));
    for (int i = 0; i < count; i++) {
      initial.add(site.input(2 + i));
      types.add(initial.get(i).type());
    }
    body = site.program(site.graph("body"), types);
    int sequences = body.outputs().size() - 1 - initial.size();
    if (sequences < 0 || body.outputs().get(0).isReal()) {
      throw site.malformed("expected a condition and %d values of its body".formatted(count));
    }
    carried = new Carried(site, initial, body, 2, 1);
    scanned = new Scanned[sequences];
    for (int i = 0; i < sequences; i++) {
      Value element = body.outputs().get(1 + initial.size() + i);
      scanned[i] = new Scanned(site, element, initial.size() + i, 0, false);
    }
  }

  @Override
  public List<Program> programs() {
    return List.of(body);
  }

  @Override
  public void run(Context context) {
    long most = trips == null ? Long.MAX_VALUE : trips.item();
    boolean goesOn = condition == null || condition.item() != 0;
    carried.begin();
    for (Scanned sequence : scanned) {
      sequence.begin();
    }
    Value iteration = body.inputs().get(0);
    Value given = body.inputs().get(1);
    for (long i = 0; i < most && goesOn; i++) {
      if (i == MOST) {
        throw new IllegalArgumentException(
            "the loop goes on for more than %d times".formatted(MOST));
      }
      iteration.scalar();
      iteration.longs()[0] = i;
      given.scalar();
      given.longs()[0] = 1;
      body.run(context);
      goesOn = body.outputs().get(0).item() != 0;
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
}
