package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;
import dev.unroll.models.settings.Setting;
import java.util.Objects;

/// How parameters get their first values. Each is a record, named in settings by its own name in
/// lower case.
///
/// All have a `forgetBias`: where it is not 0, the biases of an LSTM's forget gate add up to it, so
/// that a new model remembers (Gers, Schmidhuber and Cummins 2000; Jozefowicz, Zaremba and
/// Sutskever 2015); where it is 0 they are drawn like the others. Unless a record says otherwise,
/// biases and initial states are 0, gains are 1, the biases of [Highway]'s gates −1, and tables
/// normal with variance 1.
///
/// `I` is the number of columns of a weight and `O` that of its rows; for gates, of the rows of one
/// block; for a convolution both are multiplied by the numbers in its window.
public sealed interface Initializer {
  /// Overwrites a parameter's numbers, which are zeros.
  ///
  /// @param name the full name
  /// @param role what the parameter is
  /// @param fanIn what torch.nn's bound 1/√fanIn takes
  /// @param random a stream for this parameter alone
  void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random);

  /// This initializer with another bias of forget gates, 0 for none.
  Initializer withForgetBias(float bias);

  /// As torch.nn does: [Torch].
  static Initializer torch() {
    return Torch.defaults();
  }

  /// As Keras does: [Keras].
  static Initializer keras() {
    return Keras.defaults();
  }

  /// Glorot's and Bengio's: [Glorot].
  static Initializer glorot() {
    return Glorot.defaults();
  }

  /// He's: [He].
  static Initializer he() {
    return He.defaults();
  }

  /// Orthogonal: [Orthogonal].
  static Initializer orthogonal() {
    return Orthogonal.defaults();
  }

  /// The identity in time: [Identity].
  static Initializer identity() {
    return Identity.defaults();
  }

  /// Normal numbers: [Gaussian].
  static Initializer gaussian(float deviation) {
    return new Gaussian(deviation, 0);
  }

  /// One of the caller's own; it cannot be named in settings.
  static Initializer of(Fill fill) {
    return new Custom(fill, 0);
  }

  /// [Initializer#fill] as a function.
  @FunctionalInterface
  interface Fill {
    /// Overwrites a parameter's numbers, which are zeros.
    void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random);
  }

  /// Weights, biases and peepholes uniform in ±1/√fanIn.
  record Torch(
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Torch {
      Draws.checkBias(forgetBias);
    }

    /// Without a forget bias.
    public static Torch defaults() {
      return new Torch(0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      switch (role.use()) {
        case TABLE, GAIN, SHIFT, STATE, GATE_BIAS -> Draws.constantOrTable(tensor, role, random);
        default -> Draws.uniform(tensor, 1 / Math.sqrt(fanIn), random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Torch(bias);
    }
  }

  /// As Keras's layers: weights as [Glorot]'s but with all gates as one matrix, recurrent ones
  /// orthogonal as one matrix, tables uniform in ±0.05; by default with a forget bias of 1.
  record Keras(
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Keras {
      Draws.checkBias(forgetBias);
    }

    /// With a forget bias of 1.
    public static Keras defaults() {
      return new Keras(1);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (role.use() == Use.TABLE) {
        Draws.uniform(tensor, 0.05, random);
      } else if (role.use() == Use.RECURRENT) {
        Draws.orthogonal(tensor, 1, 1, random);
      } else if (Draws.isWeight(tensor, role)) {
        Draws.glorot(tensor, 1, random);
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Keras(bias);
    }
  }

  /// Weights uniform in ±√(6/(I + O)): Glorot and Bengio, *Understanding the difficulty of training
  /// deep feedforward neural networks*, 2010.
  record Glorot(
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Glorot {
      Draws.checkBias(forgetBias);
    }

    /// Without a forget bias.
    public static Glorot defaults() {
      return new Glorot(0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (Draws.isWeight(tensor, role)) {
        Draws.glorot(tensor, role.blocks(), random);
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Glorot(bias);
    }
  }

  /// Weights normal with variance 2/I, for ReLUs: He et al., *Delving deep into rectifiers*, 2015.
  record He(
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public He {
      Draws.checkBias(forgetBias);
    }

    /// Without a forget bias.
    public static He defaults() {
      return new He(0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (Draws.isWeight(tensor, role)) {
        double inputs = Draws.inputs(tensor);
        random.fillNormal(tensor, 0, (float) Math.sqrt(2 / inputs));
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new He(bias);
    }
  }

  /// Each block of a weight `gain` times a random matrix whose columns, or rows if they are fewer,
  /// are orthonormal: Saxe, McClelland and Ganguli, *Exact solutions to the nonlinear dynamics of
  /// learning in deep linear neural networks*, 2014.
  record Orthogonal(
      @Setting(value = "What orthonormal weights are multiplied by.", label = "X") float gain,
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Orthogonal {
      Checks.positive("gain", gain);
      Draws.checkBias(forgetBias);
    }

    /// A gain of 1, without a forget bias.
    public static Orthogonal defaults() {
      return new Orthogonal(1, 0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (Draws.isWeight(tensor, role)) {
        Draws.orthogonal(tensor, role.blocks(), gain, random);
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Orthogonal(gain, bias);
    }
  }

  /// Each block of recurrent weights `scale` times the identity, other weights normal with the
  /// given deviation: with [Cell#RNN_RELU] the IRNN of Le, Jaitly and Hinton, *A simple way to
  /// initialize recurrent networks of rectified linear units*, 2015.
  record Identity(
      @Setting(value = "What the identity is multiplied by.", label = "X") float scale,
      @Setting(value = "Standard deviation of normal weights.", label = "X") float deviation,
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Identity {
      Checks.positive("scale", scale);
      Checks.positive("deviation", deviation);
      Draws.checkBias(forgetBias);
    }

    /// The identity itself, a deviation of 0.001, without a forget bias.
    public static Identity defaults() {
      return new Identity(1, 0.001f, 0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (role.use() == Use.RECURRENT) {
        Draws.identity(tensor, role.blocks(), scale);
      } else if (Draws.isWeight(tensor, role)) {
        random.fillNormal(tensor, 0, deviation);
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Identity(scale, deviation, bias);
    }
  }

  /// Weights and tables normal with the given deviation.
  record Gaussian(
      @Setting(value = "Standard deviation of normal weights.", label = "X") float deviation,
      @Setting(
              value = "What the biases of forget gates add up to; 0 to draw them like others.",
              label = "X")
          float forgetBias)
      implements Initializer {
    public Gaussian {
      Checks.positive("deviation", deviation);
      Draws.checkBias(forgetBias);
    }

    /// A deviation of 0.01, without a forget bias.
    public static Gaussian defaults() {
      return new Gaussian(0.01f, 0);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      if (Draws.isWeight(tensor, role) || role.use() == Use.TABLE) {
        random.fillNormal(tensor, 0, deviation);
      } else {
        Draws.constantOrTable(tensor, role, random);
      }
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Gaussian(deviation, bias);
    }
  }

  /// The caller's own.
  final class Custom implements Initializer {
    private final Fill fill;
    private final float forgetBias;

    private Custom(Fill fill, float forgetBias) {
      this.fill = Objects.requireNonNull(fill, "fill");
      this.forgetBias = Draws.checkBias(forgetBias);
    }

    @Override
    public void fill(String name, Tensor tensor, Role role, int fanIn, RandomStream random) {
      fill.fill(name, tensor, role, fanIn, random);
      Draws.forgetBias(tensor, role, forgetBias);
    }

    @Override
    public Initializer withForgetBias(float bias) {
      return new Custom(fill, bias);
    }
  }
}
