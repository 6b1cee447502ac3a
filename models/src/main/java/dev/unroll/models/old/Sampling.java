package dev.unroll.models.old;

import dev.unroll.core.Checks;

/// How text is generated. The same options give the same text, on every machine.
///
/// @param length characters to generate
/// @param temperature divides the logits: below 1 safer, above 1 wilder; 0 takes the most likely character
///     every time
/// @param topK choose among the `topK` most likely characters only; 0 for all
/// @param seed of the random choices
public record Sampling(int length, float temperature, int topK, long seed) {
  public Sampling {
    Checks.notNegative("length", length);
    Checks.within("temperature", temperature, 0, 100);
    Checks.notNegative("top-k", topK);
  }

  /// A length, temperature 0.8, all characters, seed 1.
  public static Sampling of(int length) {
    return new Sampling(length, 0.8f, 0, 1);
  }

  /// These options with another temperature.
  public Sampling withTemperature(float newTemperature) {
    return new Sampling(length, newTemperature, topK, seed);
  }

  /// These options with another number of characters to choose among.
  public Sampling withTopK(int newTopK) {
    return new Sampling(length, temperature, newTopK, seed);
  }

  /// These options with another seed.
  public Sampling withSeed(long newSeed) {
    return new Sampling(length, temperature, topK, newSeed);
  }
}
