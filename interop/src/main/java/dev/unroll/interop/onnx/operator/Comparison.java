package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// Comparisons and logic of two operands with broadcasting: 1 where it holds, else 0.
final class Comparison extends Operator {
  enum Operation {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    AND,
    OR,
    XOR
  }

  private final Operation operation;
  private final Value a;
  private final Value b;
  private final Value y;
  private final Broadcast broadcast;

  Comparison(Site site, Operation operation) throws MalformedFileException {
    this.operation = operation;
    a = operation.compareTo(Operation.AND) >= 0 ? site.whole(0) : site.input(0);
    b = site.sameKind(1, a);
    y = site.output(0, ElementType.BOOL);
    broadcast = new Broadcast(y, a, b);
  }

  @Override
  public void run(Context context) {
    broadcast.shape();
    Loops loops = broadcast.loops();
    long[] to = y.longs();
    boolean real = a.isReal();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      int aAt = loops.at(0);
      int bAt = loops.at(1);
      for (int i = 0; i < loops.inner(); i++) {
        boolean holds =
            real
                ? compare(a.floats()[aAt], b.floats()[bAt])
                : compare(a.longs()[aAt], b.longs()[bAt]);
        to[loops.at(2) + i] = holds ? 1 : 0;
        aAt += loops.step(0);
        bAt += loops.step(1);
      }
    }
  }

  private boolean compare(float p, float q) {
    return switch (operation) {
      case EQUAL -> p == q;
      case LESS -> p < q;
      case LESS_OR_EQUAL -> p <= q;
      case GREATER -> p > q;
      default -> p >= q;
    };
  }

  private boolean compare(long p, long q) {
    return switch (operation) {
      case EQUAL -> p == q;
      case LESS -> p < q;
      case LESS_OR_EQUAL -> p <= q;
      case GREATER -> p > q;
      case GREATER_OR_EQUAL -> p >= q;
      case AND -> (p & q) != 0;
      case OR -> (p | q) != 0;
      case XOR -> p != q;
    };
  }
}
