package dev.unroll.models.old;

import dev.unroll.core.RandomStream;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingOptions.Reduction;
import dev.unroll.models.text.Vocabulary;

/// The lecture's character model, put together from this library's parts:
///
///     h[t] = tanh(Wxh x[t-1] + Whh h[t-1] + bh)      weight_ih_l0, weight_hh_l0, bias_ih_l0
///     p[t] = softmax(Why h[t] + by)                  decoder.weight, decoder.bias
///     loss = −Σ_t log p[t, target]                   the sum over the sequence
///     w   −= 0.1 g / √(Σ g² + 10⁻⁸)                  Adagrad, each g clipped to ±5
///
/// one sequence of 25 characters at a time, hidden state carried on and zero again at the text's
/// beginning, weights from 0.01 times a normal distribution, biases zero.
///
/// Source: Karpathy, *Minimal character-level language model with a vanilla recurrent neural network*, 2015.
public final class MinCharRnn {
  /// Steps between samples.
  public static final int SAMPLE_INTERVAL = 100;

  /// Characters of a sample.
  public static final int SAMPLE_LENGTH = 200;

  private MinCharRnn() {}

  /// The model with 100 hidden units.
  public static CharacterLanguageModel model(Vocabulary vocabulary, long seed) {
    return CharacterLanguageModel.build(
        modelOptions(100), vocabulary, Initializer.gaussian(0.01f, new RandomStream(seed)));
  }

  /// The architecture with any number of hidden units.
  public static ModelOptions modelOptions(int hidden) {
    return new ModelOptions(Cell.RNN, hidden, 1, 0, true);
  }

  /// How it is trained, on sequences of 25 characters.
  public static TrainingOptions trainingOptions() {
    return trainingOptions(25);
  }

  /// How it is trained, on sequences of any length.
  public static TrainingOptions trainingOptions(int sequence) {
    return new TrainingOptions(
        1,
        sequence,
        new OptimizerOptions.Adagrad(0.1f, 1e-8f, true),
        new GradientClipping.ByValue(5),
        Reduction.SUM,
        0,
        0.999,
        1);
  }
}
