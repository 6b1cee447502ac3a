package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.ElementwiseKernel;

/// `y = xᵖ`, element by element with broadcasting; the type is that of x.
final class Power extends Operator {
  private final Value x;
  private final Value p;
  private final Value y;
  private final Broadcast broadcast;

  Power(Site site) throws MalformedFileException {
    x = site.input(0);
    p = site.input(1);
    y = site.output(0, x.type());
    broadcast = new Broadcast(y, x, p);
  }

  @Override
  public void run(Context context) {
    broadcast.shape();
    Loops loops = broadcast.loops();
    ElementwiseKernel kernel = context.kernels().elementwise();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      int n = loops.inner();
      int at = loops.at(0);
      int pAt = loops.at(1);
      int to = loops.at(2);
      if (x.isReal() && loops.step(0) == 1 && loops.step(1) == 0) {
        real(kernel, n, at, pAt, to);
        continue;
      }
      for (int i = 0; i < n; i++) {
        if (x.isReal()) {
          real(kernel, 1, at, pAt, to + i);
        } else {
          whole(at, pAt, to + i);
        }
        at += loops.step(0);
        pAt += loops.step(1);
      }
    }
  }

  /// A run of real numbers to one power.
  private void real(ElementwiseKernel kernel, int n, int at, int pAt, int to) {
    float exponent = (float) exponent(pAt);
    ElementwiseKernel.Function function =
        exponent == 2 ? ElementwiseKernel.Function.SQUARE : ElementwiseKernel.Function.POWER;
    kernel.forward(function, exponent, n, x.floats(), at, y.floats(), to);
  }

  private void whole(int at, int pAt, int to) {
    long base = x.longs()[at];
    double exponent = exponent(pAt);
    long result =
        exponent >= 0 && exponent == StrictMath.rint(exponent)
            ? power(base, (long) exponent)
            : (long) StrictMath.pow(base, exponent);
    y.longs()[to] = y.type().wrap(result);
  }

  private double exponent(int at) {
    return p.isReal() ? p.floats()[at] : p.longs()[at];
  }

  /// By squaring; wraps.
  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      result = (rest & 1) == 1 ? result * square : result;
      square *= square;
    }
    return result;
  }
}
