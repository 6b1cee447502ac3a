package dev.unroll.interop.onnx.operator;

import static dev.unroll.core.io.MalformedFileException.quote;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.kernels.KernelSet;
import java.util.ArrayList;
import java.util.List;

/// A recurrent node's activation with its parameters.
record Activation(Function function, float alpha, float beta) {
  private static final List<String> NAMES =
      List.of(
          "Relu",
          "Tanh",
          "Sigmoid",
          "Softsign",
          "Softplus",
          "Affine",
          "LeakyRelu",
          "ThresholdedRelu",
          "ScaledTanh",
          "HardSigmoid",
          "Elu");

  /// The activations of all directions, forward first.
  ///
  /// @param defaults those of one direction
  static List<Activation> of(Site site, int directions, Function... defaults)
      throws MalformedFileException {
    List<String> names = site.texts("activations");
    float[] alphas = site.reals("activation_alpha");
    float[] betas = site.reals("activation_beta");
    int count = directions * defaults.length;
    // the schema's own default for one RNN direction has two names
    boolean tooMany = names != null && names.size() > count && defaults.length > 1;
    if (names != null && (names.size() < count || tooMany)) {
      throw site.malformed(
          "attribute \"activations\": expected %d names, found %d".formatted(count, names.size()));
    }
    List<Activation> activations = new ArrayList<>();
    int a = 0;
    int b = 0;
    for (int i = 0; i < count; i++) {
      Function function =
          names == null ? defaults[i % defaults.length] : Function.named(names.get(i));
      if (function == null || name(function).isEmpty()) {
        throw site.malformed(
            "the activation %s is not known; expected one of %s"
                .formatted(quote(names.get(i)), String.join(", ", NAMES)));
      }
      // each list is used up by those that take a parameter from it
      float alpha = function.alpha;
      float beta = function.beta;
      if (alpha != 0 && a < alphas.length) {
        alpha = alphas[a++];
      }
      if (beta != 0 && b < betas.length) {
        beta = betas[b++];
      }
      if (alpha != alpha || beta != beta) {
        throw site.malformed(
            "the activation %s has no default parameters; expected them in activation_alpha and activation_beta"
                .formatted(name(function)));
      }
      // here x ≥ α is kept, in the operator of this name x > α
      alpha = function == Function.THRESHOLDEDRELU ? Math.nextDown(alpha) : alpha;
      activations.add(new Activation(function, alpha, beta));
    }
    return activations;
  }

  /// A function's name among those of activations, an empty one if it is none.
  private static String name(Function function) {
    return NAMES.stream()
        .filter(name -> name.equalsIgnoreCase(function.name()))
        .findAny()
        .orElse("");
  }

  /// The name as the format writes it.
  String name() {
    return name(function);
  }

  boolean is(Function other) {
    return function == other;
  }

  /// `x = f(x)` for x limited to ±clip.
  void apply(KernelSet kernels, float clip, int n, float[] x, int at) {
    if (clip < Float.POSITIVE_INFINITY) {
      kernels.elementwise().clamp(n, -clip, clip, x, at, x, at);
    }
    function.apply(kernels, alpha, beta, n, x, at, x, at);
  }
}
