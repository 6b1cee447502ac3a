package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// `y = f(x)`, element by element.
final class Unary extends Operator {
  private final Function function;
  private final float alpha;
  private final float beta;
  private final Value x;
  private final Value y;

  Unary(Site site, Function function) throws MalformedFileException {
    this(site, function, "beta");
  }

  Unary(Site site, Function function, String betaName) throws MalformedFileException {
    this.function = function;
    alpha = function.alpha == 0 ? 0 : site.real("alpha", function.alpha);
    beta = function.beta == 0 ? 0 : site.real(betaName, function.beta);
    boolean alsoWhole =
        switch (function) {
          case RELU, ABS, NEG, SIGN -> true;
          default -> false;
        };
    x = alsoWhole ? site.input(0) : site.real(0);
    y = site.output(0, x.type());
  }

  static Unary gelu(Site site) throws MalformedFileException {
    String approximation = site.text("approximate", "none");
    return switch (approximation) {
      case "none" -> new Unary(site, Function.GELU);
      case "tanh" -> new Unary(site, Function.GELU_TANH);
      default -> throw site.unsupported("approximate", approximation, "none and tanh");
    };
  }

  @Override
  public boolean inPlace() {
    return true;
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    int n = y.elements();
    if (x.isReal()) {
      function.apply(context.kernels(), alpha, beta, n, x.floats(), 0, y.floats(), 0);
      return;
    }
    ElementType type = y.type();
    long[] from = x.longs();
    long[] to = y.longs();
    for (int i = 0; i < n; i++) {
      long v = from[i];
      to[i] =
          type.wrap(
              switch (function) {
                case RELU -> Math.max(0, v);
                case ABS -> Math.abs(v);
                case NEG -> -v;
                default -> Long.signum(v);
              });
    }
  }
}
