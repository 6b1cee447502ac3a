package dev.unroll.models.language;

import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.TrainingOptions;

/// The lecture's character model, put together from this library's parts:
///
///     h[t] = tanh(Wxh x[t-1] + Whh h[t-1] + bh)      recurrent.weight_ih_l0, .weight_hh_l0, .bias_ih_l0
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

  /// The architecture; the lecture's has 100 hidden units.
  public static LanguageModelOptions model(int hidden) {
    return LanguageModelOptions.characters(Cell.RNN, hidden).withSingleBias();
  }

  /// How its weights are drawn.
  public static Initializer initializer() {
    return Initializer.gaussian(0.01f);
  }

  /// One stream in sequences of so many characters, nothing held out; the lecture's have 25.
  public static TextOptions text(int sequence) {
    return TextOptions.chunks(1, sequence).withValidation(0);
  }

  /// How it is trained.
  public static TrainingOptions training() {
    return TrainingOptions.defaults()
        .withOptimizer(new OptimizerOptions.Adagrad(0.1f, 1e-8f, true))
        .withClipping(0, 5)
        .withReduction(TrainingOptions.Reduction.SUM)
        .withSmoothing(0.999);
  }
}
