package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.ArithmeticKernel;

/// `y = a ∘ b`, element by element with broadcasting; sums, means, maxima and minima of any number of
/// operands, from the first on. Whole numbers wrap; their quotient is rounded towards zero.
final class Arithmetic extends Operator {
  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM,
    /// The remainder with the divisor's sign.
    MODULO,
    /// The remainder with the dividend's sign.
    REMAINDER,
    /// a where it is positive, else a·b.
    LEAK
  }

  private final Operation operation;
  private final boolean mean;
  private final Value[] operands;
  private final Value y;
  private final Broadcast whole;

  /// Those of y with one operand after the other.
  private final Broadcast[] steps;

  private Arithmetic(Site site, Operation operation, boolean mean) throws MalformedFileException {
    this.operation = operation;
    this.mean = mean;
    operands = new Value[site.inputCount()];
    Value first = site.input(0);
    for (int i = 0; i < operands.length; i++) {
      operands[i] = site.sameKind(i, first);
    }
    y = site.output(0, first.type());
    whole = new Broadcast(y, operands);
    steps = new Broadcast[operands.length];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i == 0 ? new Broadcast(y, operands[0]) : new Broadcast(y, y, operands[i]);
    }
  }

  static Arithmetic binary(Site site, Operation operation) throws MalformedFileException {
    if (site.inputCount() != 2) {
      throw site.malformed("expected 2 inputs, found " + site.inputCount());
    }
    return new Arithmetic(site, operation, false);
  }

  static Arithmetic variadic(Site site, Operation operation) throws MalformedFileException {
    return new Arithmetic(site, operation, false);
  }

  static Arithmetic mean(Site site) throws MalformedFileException {
    site.real(0);
    return new Arithmetic(site, Operation.ADD, true);
  }

  static Arithmetic modulo(Site site) throws MalformedFileException {
    boolean remainder = site.flag("fmod", false);
    if (!remainder && site.input(0).isReal()) {
      throw site.unsupported("fmod", 0, "1 for real numbers");
    }
    return binary(site, remainder ? Operation.REMAINDER : Operation.MODULO);
  }

  @Override
  public void run(Context context) {
    if (operands.length == 2) {
      whole.shape();
      apply(context, whole.loops(), operands[0], operands[1]);
    } else {
      whole.shape();
      copy(steps[0].loops());
      for (int i = 1; i < operands.length; i++) {
        apply(context, steps[i].loops(), y, operands[i]);
      }
    }
    if (mean) {
      float count = operands.length;
      float[] to = y.floats();
      for (int i = 0; i < y.elements(); i++) {
        to[i] /= count;
      }
    }
  }

  private void copy(Loops loops) {
    for (boolean more = loops.begin(); more; more = loops.next()) {
      Strided.copyRun(
          loops.inner(),
          operands[0].array(),
          loops.at(0),
          loops.step(0),
          y.array(),
          loops.at(1),
          loops.step(1));
    }
  }

  private void apply(Context context, Loops loops, Value a, Value b) {
    ArithmeticKernel kernel = context.kernels().arithmetic();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      int n = loops.inner();
      int aAt = loops.at(0);
      int aStep = loops.step(0);
      int bAt = loops.at(1);
      int bStep = loops.step(1);
      int at = loops.at(2);
      if (!y.isReal()) {
        wholes(n, a.longs(), aAt, aStep, b.longs(), bAt, bStep, at);
        continue;
      }
      float[] x = a.floats();
      float[] z = b.floats();
      float[] to = y.floats();
      switch (operation) {
        case ADD -> kernel.add(n, x, aAt, aStep, z, bAt, bStep, to, at);
        case SUBTRACT -> kernel.subtract(n, x, aAt, aStep, z, bAt, bStep, to, at);
        case MULTIPLY -> kernel.multiply(n, x, aAt, aStep, z, bAt, bStep, to, at);
        case DIVIDE -> kernel.divide(n, x, aAt, aStep, z, bAt, bStep, to, at);
        default -> {
          for (int i = 0; i < n; i++) {
            float p = x[aAt + i * aStep];
            float q = z[bAt + i * bStep];
            to[at + i] =
                switch (operation) {
                  case MAXIMUM -> Math.max(p, q);
                  case MINIMUM -> Math.min(p, q);
                  case LEAK -> p < 0 ? p * q : p;
                  default -> p % q;
                };
          }
        }
      }
    }
  }

  private void wholes(int n, long[] a, int aAt, int aStep, long[] b, int bAt, int bStep, int at) {
    long[] to = y.longs();
    for (int i = 0; i < n; i++) {
      long p = a[aAt + i * aStep];
      long q = b[bAt + i * bStep];
      if (q == 0 && divides()) {
        throw new IllegalArgumentException("expected a divisor other than 0");
      }
      to[at + i] =
          y.type()
              .wrap(
                  switch (operation) {
                    case ADD -> p + q;
                    case SUBTRACT -> p - q;
                    case MULTIPLY -> p * q;
                    case DIVIDE -> p / q;
                    case MAXIMUM -> Math.max(p, q);
                    case MINIMUM -> Math.min(p, q);
                    case MODULO -> Math.floorMod(p, q);
                    case REMAINDER -> p % q;
                    case LEAK -> p < 0 ? p * q : p;
                  });
    }
  }

  private boolean divides() {
    return operation == Operation.DIVIDE
        || operation == Operation.MODULO
        || operation == Operation.REMAINDER;
  }
}
