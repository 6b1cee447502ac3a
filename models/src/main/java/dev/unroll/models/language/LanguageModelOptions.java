package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// The architecture of a recurrent language model.
///
/// @param tokenizer what a token is: a character or a word
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer
/// @param layers recurrent layers
/// @param embedding the width of the vectors that stand for tokens; 0 to let the lowest layer read one-hot tokens
/// @param tied whether the output layer shares the table of the embedding, which then is `H` wide
/// @param dropout the probability with which an element is dropped in training: of the embedding, of a
///     layer's output between the layers and before the output layer
/// @param variational whether dropout takes one mask for all steps of a sequence
/// @param wiring how the layers stand on one another
/// @param layerNorm whether each layer's output is normalized
/// @param biases two biases as in torch.nn, or one as in textbooks
/// @param projection the width of a projected LSTM's hidden state; 0 for all other cells
public record LanguageModelOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers,
    @Setting(value = "Width of the tokens' vectors; 0 for one-hot tokens.", label = "E")
        int embedding,
    @Setting("The output layer shares the table of the embedding.") boolean tied,
    @Setting(value = "Probability of dropping an element of a layer's output.", label = "P")
        float dropout,
    @Setting("Dropout takes one mask for all steps of a sequence.") boolean variational,
    @Setting("How the layers stand on one another.") Wiring wiring,
    @Setting("Each layer's output is normalized.") boolean layerNorm,
    @Setting("Two biases as in torch.nn, or one as in textbooks.") Biases biases,
    @Setting(value = "Width of a projected LSTM's hidden state; 0 for others.", label = "P")
        int projection) {
  public LanguageModelOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(wiring, "wiring");
    Objects.requireNonNull(biases, "biases");
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.notNegative("embedding", embedding);
    Checks.notNegative("projection", projection);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    if (tied && embedding != (projection > 0 ? projection : hidden)) {
      throw new IllegalArgumentException(
          "tied: expected an embedding as wide as the hidden state, %d, got %d"
              .formatted(projection > 0 ? projection : hidden, embedding));
    }
  }

  /// A character model of one LSTM with 256 units.
  public static LanguageModelOptions defaults() {
    return characters(Cell.LSTM, 256);
  }

  /// A model of characters, one-hot, with one layer.
  public static LanguageModelOptions characters(Cell cell, int hidden) {
    return new LanguageModelOptions(
        Tokenizer.CHARACTERS,
        cell,
        hidden,
        1,
        0,
        false,
        0,
        false,
        Wiring.PLAIN,
        false,
        Biases.TWO,
        0);
  }

  /// A model of words with vectors for them, one layer, and dropout.
  public static LanguageModelOptions words(
      Tokenizer tokenizer, Cell cell, int embedding, int hidden, float dropout) {
    return new LanguageModelOptions(
        tokenizer,
        cell,
        hidden,
        1,
        embedding,
        false,
        dropout,
        false,
        Wiring.PLAIN,
        false,
        Biases.TWO,
        0);
  }

  /// These options with another number of layers, their wiring and dropout.
  public LanguageModelOptions stacked(int newLayers, Wiring newWiring, float newDropout) {
    return new LanguageModelOptions(
        tokenizer,
        cell,
        hidden,
        newLayers,
        embedding,
        tied,
        newDropout,
        variational,
        newWiring,
        layerNorm,
        biases,
        projection);
  }

  /// These options with one bias a gate.
  public LanguageModelOptions withSingleBias() {
    return new LanguageModelOptions(
        tokenizer,
        cell,
        hidden,
        layers,
        embedding,
        tied,
        dropout,
        variational,
        wiring,
        layerNorm,
        Biases.ONE,
        projection);
  }

  /// These options with a projected LSTM whose hidden state is so wide.
  public LanguageModelOptions withProjection(int newProjection) {
    return new LanguageModelOptions(
        tokenizer,
        cell,
        hidden,
        layers,
        embedding,
        tied,
        dropout,
        variational,
        wiring,
        layerNorm,
        biases,
        newProjection);
  }

  /// The recurrent layers over a vocabulary.
  RecurrentOptions recurrent(int vocabulary) {
    RecurrentOptions options =
        RecurrentOptions.of(cell, embedding > 0 ? embedding : vocabulary, hidden)
            .stacked(layers, 0)
            .withWiring(wiring)
            .withBiases(biases)
            .withProjection(projection);
    options = variational ? options.withVariationalDropout(dropout) : options.withDropout(dropout);
    return layerNorm ? options.withLayerNorm() : options;
  }
}
