package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How text is generated. The same options give the same text, on every machine.
///
/// @param length tokens to generate
/// @param temperature divides the logits: below 1 safer, above 1 wilder; 0 takes the likeliest token every
///     time
/// @param topK choose among the `topK` likeliest tokens only; 0 for all
/// @param topP choose among the likeliest tokens that together have this probability; 1 for all
/// @param seed of the random choices
public record Sampling(
    @Setting(value = "Tokens to write.", label = "N") int length,
    @Setting(value = "Below 1 safer, above 1 wilder; 0 takes the likeliest.", label = "X")
        float temperature,
    @Setting(value = "Choose among the K likeliest; 0 for all.", label = "K") int topK,
    @Setting(value = "Choose among the likeliest that have this probability.", label = "P")
        float topP,
    @Setting(value = "Seed of the choices.", label = "S") long seed) {
  public Sampling {
    Checks.notNegative("length", length);
    Checks.within("temperature", temperature, 0, 100);
    Checks.notNegative("top-k", topK);
    Checks.within("top-p", Checks.positive("top-p", topP), 0, 1);
  }

  /// A length, temperature 0.8, all tokens, seed 1.
  public static Sampling of(int length) {
    return new Sampling(length, 0.8f, 0, 1, 1);
  }

  /// These options with another temperature.
  public Sampling withTemperature(float newTemperature) {
    return new Sampling(length, newTemperature, topK, topP, seed);
  }

  /// These options with another number of tokens to choose among.
  public Sampling withTopK(int newTopK) {
    return new Sampling(length, temperature, newTopK, topP, seed);
  }

  /// These options with another probability of the tokens to choose among.
  public Sampling withTopP(float newTopP) {
    return new Sampling(length, temperature, topK, newTopP, seed);
  }

  /// These options with another seed.
  public Sampling withSeed(long newSeed) {
    return new Sampling(length, temperature, topK, topP, newSeed);
  }
}
