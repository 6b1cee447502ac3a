package dev.unroll.models.translation;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How pairs are trained on. The decoder reads the right tokens (teacher forcing), or now and then in their place
/// what the model itself deems likeliest there (scheduled sampling: Bengio, Vinyals, Jaitly and Shazeer 2015).
///
/// @param batch `N`, pairs of a step
/// @param sampling the probability with which the decoder reads a token of its own
/// @param samplingEpochs epochs over which that probability rises evenly from 0; 0 for all of it at once
public record Teaching(
    @Setting(value = "Pairs of a step.", label = "N") int batch,
    @Setting(
            value = "Probability with which the decoder reads a token of its own in training.",
            label = "P")
        float sampling,
    @Setting(value = "Epochs over which that probability rises from 0.", label = "E")
        int samplingEpochs) {
  public Teaching {
    Checks.positive("batch", batch);
    Checks.within("sampling", sampling, 0, 1);
    Checks.notNegative("sampling-epochs", samplingEpochs);
  }

  /// Teacher forcing alone.
  public static Teaching forced(int batch) {
    return new Teaching(batch, 0, 0);
  }

  /// The probability in an epoch, from 0.
  double sampling(int epoch) {
    return epoch >= samplingEpochs ? sampling : sampling * ((double) epoch / samplingEpochs);
  }
}
