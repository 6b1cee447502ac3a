package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// What is asked of each element: 1 where it holds, else 0.
final class Predicate extends Operator {
  enum Operation {
    NOT,
    IS_NAN,
    IS_INFINITE
  }

  private final Operation operation;
  private final boolean negative;
  private final boolean positive;
  private final Value x;
  private final Value y;

  Predicate(Site site, Operation operation) throws MalformedFileException {
    this.operation = operation;
    boolean infinite = operation == Operation.IS_INFINITE;
    negative = infinite && site.flag("detect_negative", true);
    positive = infinite && site.flag("detect_positive", true);
    x = operation == Operation.NOT ? site.whole(0) : site.real(0);
    y = site.output(0, ElementType.BOOL);
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    long[] to = y.longs();
    for (int i = 0; i < y.elements(); i++) {
      boolean holds =
          switch (operation) {
            case NOT -> x.longs()[i] == 0;
            case IS_NAN -> Float.isNaN(x.floats()[i]);
            case IS_INFINITE ->
                positive && x.floats()[i] == Float.POSITIVE_INFINITY
                    || negative && x.floats()[i] == Float.NEGATIVE_INFINITY;
          };
      to[i] = holds ? 1 : 0;
    }
  }
}
