package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// `y = condition ? a : b`, element by element with broadcasting.
final class Where extends Operator {
  private final Value condition;
  private final Value a;
  private final Value b;
  private final Value y;
  private final Broadcast broadcast;

  Where(Site site) throws MalformedFileException {
    condition = site.whole(0);
    a = site.input(1);
    b = site.sameKind(2, a);
    y = site.output(0, a.type());
    broadcast = new Broadcast(y, condition, a, b);
  }

  @Override
  public void run(Context context) {
    broadcast.shape();
    Loops loops = broadcast.loops();
    long[] choices = condition.longs();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      int at = loops.at(0);
      int aAt = loops.at(1);
      int bAt = loops.at(2);
      int to = loops.at(3);
      for (int i = 0; i < loops.inner(); i++, to++) {
        boolean first = choices[at] != 0;
        if (y.isReal()) {
          y.floats()[to] = first ? a.floats()[aAt] : b.floats()[bAt];
        } else {
          y.longs()[to] = first ? a.longs()[aAt] : b.longs()[bAt];
        }
        at += loops.step(0);
        aAt += loops.step(1);
        bAt += loops.step(2);
      }
    }
  }
}
