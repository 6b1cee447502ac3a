package dev.unroll.models.classification;

import dev.unroll.autograd.op.Activation;
import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import java.util.List;
import java.util.Objects;

/// The architecture of a [Perceptron].
///
/// @param hidden units of each hidden layer; none for the perceptron, which has the output layer alone
/// @param activation the hidden layers' non-linearity
/// @param dropout the probability with which a hidden unit is dropped in training
public record PerceptronOptions(
    @Setting(value = "Units of each hidden layer; none for a perceptron.", label = "H,…")
        List<Integer> hidden,
    @Setting("The hidden layers' non-linearity.") Activation activation,
    @Setting(value = "Probability of dropping a hidden unit.", label = "P") float dropout) {
  public PerceptronOptions {
    hidden = List.copyOf(hidden);
    hidden.forEach(units -> Checks.positive("hidden", units));
    Objects.requireNonNull(activation, "activation");
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// Two hidden layers of 32 units with tanh.
  public static PerceptronOptions defaults() {
    return of(32, 32);
  }

  /// Hidden layers of so many units with tanh; none for the perceptron.
  public static PerceptronOptions of(Integer... hidden) {
    return new PerceptronOptions(List.of(hidden), Activation.TANH, 0);
  }
}
