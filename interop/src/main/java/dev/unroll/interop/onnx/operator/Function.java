package dev.unroll.interop.onnx.operator;

import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.KernelSet;
import java.util.Locale;

/// Functions of one real number, some with parameters α and β. Those with a kernel run on it; the others
/// are computed in double where they need more than one operation, and rounded once.
enum Function {
  RELU,
  TANH,
  SIGMOID,
  EXP,
  LOG,
  SQRT,
  ABS,
  NEG,
  SIGN,
  CEIL,
  FLOOR,
  /// To the nearest whole number, ties to the even one.
  ROUND,
  RECIPROCAL,
  /// x where positive, else αx.
  LEAKYRELU(0.01f, 0),
  /// x where x > α, else 0.
  THRESHOLDEDRELU(1, 0),
  /// clamp(αx + β, 0, 1).
  HARDSIGMOID(0.2f, 0.5f),
  /// x·clamp(x/6 + ½, 0, 1).
  HARDSWISH,
  /// x where positive, else α(eˣ − 1).
  ELU(1, 0),
  /// γ times that; γ is β here.
  SELU(1.67326319217681884765625f, 1.05070102214813232421875f),
  /// max(0, x) + min(0, α(e^(x/α) − 1)).
  CELU(1, 0),
  /// x/(1 + |x|).
  SOFTSIGN,
  /// ln(1 + eˣ).
  SOFTPLUS,
  /// x·tanh(ln(1 + eˣ)).
  MISH,
  /// αx + β.
  AFFINE(Float.NaN, Float.NaN),
  /// α·tanh(βx).
  SCALEDTANH(Float.NaN, Float.NaN),
  /// x·Φ(x).
  GELU,
  /// Its approximation by tanh.
  GELU_TANH,
  /// The error function.
  ERF,
  SIN,
  COS,
  TAN,
  SINH,
  COSH,
  ASIN,
  ACOS,
  ATAN;

  private static final Function[] ALL = values();

  /// The defaults of the parameters; NaN where they have none and must be given.
  final float alpha;

  final float beta;

  Function() {
    this(0, 0);
  }

  Function(float alpha, float beta) {
    this.alpha = alpha;
    this.beta = beta;
  }

  /// The function of this name, whatever its case, or null.
  static Function named(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (Function function : ALL) {
      if (function.name().equals(upper)) {
        return function;
      }
    }
    return null;
  }

  /// `y = f(x)`; `y` may be `x` at the same offset.
  void apply(
      KernelSet kernels, float a, float b, int n, float[] x, int xOffset, float[] y, int yOffset) {
    switch (this) {
      case RELU -> kernels.activation().relu(n, x, xOffset, y, yOffset);
      case TANH -> kernels.activation().tanh(n, x, xOffset, y, yOffset);
      case SIGMOID -> kernels.activation().sigmoid(n, x, xOffset, y, yOffset);
      case EXP -> kernels.activation().exp(n, x, xOffset, y, yOffset);
      case LOG ->
          elementwise(kernels, ElementwiseKernel.Function.LOG, 0, n, x, xOffset, y, yOffset);
      case SQRT ->
          elementwise(
              kernels, ElementwiseKernel.Function.SQUARE_ROOT, 0, n, x, xOffset, y, yOffset);
      case ABS ->
          elementwise(kernels, ElementwiseKernel.Function.ABSOLUTE, 0, n, x, xOffset, y, yOffset);
      case GELU ->
          elementwise(kernels, ElementwiseKernel.Function.GELU, 0, n, x, xOffset, y, yOffset);
      case LEAKYRELU ->
          elementwise(kernels, ElementwiseKernel.Function.LEAKY_RELU, a, n, x, xOffset, y, yOffset);
      case SCALEDTANH -> {
        for (int i = 0; i < n; i++) {
          y[yOffset + i] = b * x[xOffset + i];
        }
        kernels.activation().tanh(n, y, yOffset, y, yOffset);
        for (int i = 0; i < n; i++) {
          y[yOffset + i] *= a;
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          y[yOffset + i] = one(x[xOffset + i], a, b);
        }
      }
    }
  }

  private static void elementwise(
      KernelSet kernels,
      ElementwiseKernel.Function function,
      float parameter,
      int n,
      float[] x,
      int xOffset,
      float[] y,
      int yOffset) {
    kernels.elementwise().forward(function, parameter, n, x, xOffset, y, yOffset);
  }

  /// One number; for the functions that have no kernel.
  private float one(float x, float a, float b) {
    return switch (this) {
      case NEG -> -x;
      case SIGN -> Math.signum(x);
      case CEIL -> (float) Math.ceil(x);
      case FLOOR -> (float) Math.floor(x);
      case ROUND -> (float) Math.rint(x);
      case RECIPROCAL -> 1 / x;
      case THRESHOLDEDRELU -> x > a ? x : x != x ? x : 0;
      case HARDSIGMOID -> Math.clamp(a * x + b, 0f, 1f);
      case HARDSWISH -> x * Math.clamp(x / 6 + 0.5f, 0f, 1f);
      case ELU -> x < 0 ? (float) (a * StrictMath.expm1(x)) : x;
      case SELU -> x < 0 ? (float) ((double) b * a * StrictMath.expm1(x)) : b * x;
      case CELU -> x < 0 ? (float) (a * StrictMath.expm1((double) x / a)) : x;
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case SOFTPLUS -> (float) softplus(x);
      case MISH -> (float) (x * StrictMath.tanh(softplus(x)));
      case AFFINE -> a * x + b;
      case GELU_TANH ->
          (float) (0.5 * x * (1 + StrictMath.tanh(ROOT_2_BY_PI * (x + 0.044715 * x * x * x))));
      case ERF -> erf(x);
      case SIN -> (float) StrictMath.sin(x);
      case COS -> (float) StrictMath.cos(x);
      case TAN -> (float) StrictMath.tan(x);
      case SINH -> (float) StrictMath.sinh(x);
      case COSH -> (float) StrictMath.cosh(x);
      case ASIN -> (float) StrictMath.asin(x);
      case ACOS -> (float) StrictMath.acos(x);
      case ATAN -> (float) StrictMath.atan(x);
      default -> throw new IllegalStateException(this + " has a kernel");
    };
  }

  private static final double ROOT_2_BY_PI = 0.7978845608028654;
  private static final double TWO_BY_ROOT_PI = 1.1283791670955126;

  /// From here on erf x is ±1 in float.
  private static final float ERF_END = 4;

  private static double softplus(float x) {
    return x > 0 ? x + StrictMath.log1p(StrictMath.exp(-x)) : StrictMath.log1p(StrictMath.exp(x));
  }

  /// The Taylor series, whose terms stay below 10⁶ for |x| < 4: of the 16 digits of a double 9 are right.
  private static float erf(float x) {
    if (!(Math.abs(x) < ERF_END)) {
      return x != x ? x : Math.signum(x);
    }
    double square = (double) x * x;
    double power = x;
    double sum = x;
    for (int n = 1; Math.abs(power) > 1e-12 * Math.abs(sum); n++) {
      power *= -square / n;
      sum += power / (2 * n + 1);
    }
    return (float) (TWO_BY_ROOT_PI * sum);
  }
}
