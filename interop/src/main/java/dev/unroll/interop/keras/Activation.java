package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.kernels.ElementwiseKernel;
import java.util.Locale;
import java.util.Map;

/// An activation function. Those that recurrent networks are made of run on the kernels, the rare ones in
/// double through [StrictMath], so that all give the same bits everywhere.
///
/// @param kind which function
/// @param alpha its parameter, where it has one
record Activation(Kind kind, float alpha) {
  enum Kind {
    LINEAR,
    TANH,
    SIGMOID,
    RELU,
    SOFTMAX,
    /// `min(max(αx + ½, 0), 1)`: α is ⅕ up to Keras 2, ⅙ from Keras 3 on
    HARD_SIGMOID,
    EXPONENTIAL,
    GELU,
    /// x for x > 0, else αx
    LEAKY_RELU,
    RELU6,
    /// x for x > 0, else α(eˣ − 1)
    ELU,
    SELU,
    SOFTPLUS,
    SOFTSIGN,
    SILU,
    MISH,
    LOG_SOFTMAX,
    HARD_SILU
  }

  static final Activation LINEAR = new Activation(Kind.LINEAR, 0);
  static final Activation TANH = new Activation(Kind.TANH, 0);
  static final Activation SIGMOID = new Activation(Kind.SIGMOID, 0);
  static final Activation RELU = new Activation(Kind.RELU, 0);
  static final Activation SOFTMAX = new Activation(Kind.SOFTMAX, 0);

  private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
  private static final double SELU_SCALE = 1.0507009873554804934193349852946;

  /// The activation under a key of a configuration.
  ///
  /// @param keras3 whether Keras 3 wrote it
  static Activation of(Config config, String key, boolean keras3) throws MalformedFileException {
    if (!config.members().containsKey(key)) {
      throw config.malformed(
          "expected the name of a function for \"%s\", found none".formatted(key));
    }
    Object value = config.get(key);
    if (value instanceof Map<?, ?> serialized) {
      value = serialized.get("config") instanceof String name ? name : serialized.get("class_name");
    }
    if (value == null) {
      return LINEAR;
    }
    return named(config, value.toString(), keras3);
  }

  private static Activation named(Config config, String name, boolean keras3)
      throws MalformedFileException {
    return switch (name) {
      case "linear" -> LINEAR;
      case "tanh" -> TANH;
      case "sigmoid" -> SIGMOID;
      case "relu" -> RELU;
      case "softmax" -> SOFTMAX;
      case "hard_sigmoid" -> hardSigmoid(keras3);
      case "exponential" -> new Activation(Kind.EXPONENTIAL, 0);
      case "gelu" -> new Activation(Kind.GELU, 0);
      case "leaky_relu" -> new Activation(Kind.LEAKY_RELU, 0.2f);
      case "relu6" -> new Activation(Kind.RELU6, 0);
      case "elu" -> new Activation(Kind.ELU, 1);
      case "selu" -> new Activation(Kind.SELU, 0);
      case "softplus" -> new Activation(Kind.SOFTPLUS, 0);
      case "softsign" -> new Activation(Kind.SOFTSIGN, 0);
      case "swish", "silu" -> new Activation(Kind.SILU, 0);
      case "mish" -> new Activation(Kind.MISH, 0);
      case "log_softmax" -> new Activation(Kind.LOG_SOFTMAX, 0);
      case "hard_silu", "hard_swish" -> new Activation(Kind.HARD_SILU, 0);
      default ->
          throw config.malformed(
              "expected an activation function of Keras, found "
                  + MalformedFileException.quote(name));
    };
  }

  static Activation hardSigmoid(boolean keras3) {
    return new Activation(Kind.HARD_SIGMOID, keras3 ? 1 / 6f : 0.2f);
  }

  /// The function of every number of a tensor, in a new one.
  Tensor apply(Engine engine, Tensor x) {
    if (kind == Kind.LINEAR) {
      return x;
    }
    Tensor y = Tensor.zeros(x.shape());
    int rows = x.elements() / Math.max(1, x.shape().dimension(-1));
    Shape matrix = Shape.of(rows, rows == 0 ? 0 : x.shape().dimension(-1));
    if (kind == Kind.SOFTMAX || kind == Kind.LOG_SOFTMAX) {
      softmax(engine, x.reshape(matrix), y.reshape(matrix));
    } else {
      apply(engine, x.elements(), x.data(), x.offset(), y.data(), 0);
    }
    return y;
  }

  private void softmax(Engine engine, Tensor x, Tensor y) {
    engine.kernels().softmax().softmax(x, y, engine.workspace(), engine.workers());
    if (kind == Kind.LOG_SOFTMAX) {
      int width = x.shape().dimension(1);
      for (int row = 0; row < x.shape().dimension(0); row++) {
        int at = x.offset() + row * width;
        float maximum = engine.kernels().reduction().maximum(width, x.data(), at);
        double sum = 0;
        for (int i = 0; i < width; i++) {
          sum += StrictMath.exp(x.data()[at + i] - maximum);
        }
        double log = maximum + StrictMath.log(sum);
        for (int i = 0; i < width; i++) {
          y.data()[row * width + i] = (float) (x.data()[at + i] - log);
        }
      }
    }
  }

  /// The function of a run of numbers, those of softmax excepted; `y` may be `x` at the same offset.
  void apply(Engine engine, int length, float[] x, int xOffset, float[] y, int yOffset) {
    switch (kind) {
      case LINEAR -> System.arraycopy(x, xOffset, y, yOffset, length);
      case TANH -> engine.kernels().activation().tanh(length, x, xOffset, y, yOffset);
      case SIGMOID -> engine.kernels().activation().sigmoid(length, x, xOffset, y, yOffset);
      case RELU -> engine.kernels().activation().relu(length, x, xOffset, y, yOffset);
      case EXPONENTIAL -> engine.kernels().activation().exp(length, x, xOffset, y, yOffset);
      case RELU6 -> engine.kernels().elementwise().clamp(length, 0, 6, x, xOffset, y, yOffset);
      case GELU ->
          engine
              .kernels()
              .elementwise()
              .forward(ElementwiseKernel.Function.GELU, 0, length, x, xOffset, y, yOffset);
      case LEAKY_RELU ->
          engine
              .kernels()
              .elementwise()
              .forward(
                  ElementwiseKernel.Function.LEAKY_RELU, alpha, length, x, xOffset, y, yOffset);
      case SOFTMAX, LOG_SOFTMAX ->
          throw new IllegalArgumentException("expected a function of single numbers, got softmax");
      default -> {
        for (int i = 0; i < length; i++) {
          y[yOffset + i] = of(x[xOffset + i]);
        }
      }
    }
  }

  private float of(float x) {
    return switch (kind) {
      case HARD_SIGMOID -> Math.min(Math.max(Math.fma(alpha, x, 0.5f), 0), 1);
      case ELU -> x > 0 ? x : (float) (alpha * StrictMath.expm1(x));
      case SELU -> (float) (SELU_SCALE * (x > 0 ? x : SELU_ALPHA * StrictMath.expm1(x)));
      case SOFTPLUS -> (float) softplus(x);
      case SOFTSIGN -> x / (1 + Math.abs(x));
      case SILU -> (float) (x / (1 + StrictMath.exp(-x)));
      case MISH -> (float) (x * StrictMath.tanh(softplus(x)));
      case HARD_SILU -> x * Math.min(Math.max(x + 3, 0), 6) / 6;
      default -> throw new AssertionError(kind);
    };
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
  }

  @Override
  public String toString() {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
