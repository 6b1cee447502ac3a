package dev.unroll.models.classification;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.Merge;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Summary;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// The architecture of a [TextClassifier].
///
/// @param tokenizer what a token is: a character or a word
/// @param stripMarks whether accents and other marks are left out
/// @param embedding the width of the tokens' vectors; 0 for one-hot tokens
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer and direction
/// @param layers recurrent layers
/// @param directions which way the layers read
/// @param biases two biases as in torch.nn, or one as in Keras
/// @param summary how the outputs over time become one vector
/// @param dropout the probability with which an element is dropped in training: of the tokens' vectors, between
///     layers and of the summary
/// @param tokenDropout the probability with which a token is replaced by the unknown one in training
/// @param wordScores whether each token also adds a score of its own to the labels, half of what naive Bayes gives it at first:
///     what is left to the layers is what single tokens do not tell
/// @param maxLength tokens that are read at most, the last ones of a text; 0 for no limit
/// @param padInFront whether all texts are filled up in front to `maxLength` with a token that is read like any
///     other, as Keras does without a mask; otherwise each text ends at its own length
public record TextClassifierOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting("Leave out accents and other marks.") boolean stripMarks,
    @Setting(value = "Width of the tokens' vectors; 0 for one-hot tokens.", label = "E")
        int embedding,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer and direction.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers,
    @Setting("Which way the layers read.") Directions directions,
    @Setting("Two biases as in torch.nn, or one as in Keras.") Biases biases,
    @Setting("How the outputs over time become one vector.") Summary summary,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout,
    @Setting(value = "Probability of replacing a token by the unknown one.", label = "P")
        float tokenDropout,
    @Setting("Add a score of each token, from naive Bayes on.") boolean wordScores,
    @Setting(value = "Tokens read at most, the last of a text; 0 for no limit.", label = "T")
        int maxLength,
    @Setting("Fill texts up in front to the greatest length, as Keras does without a mask.")
        boolean padInFront) {
  public TextClassifierOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(directions, "directions");
    Objects.requireNonNull(biases, "biases");
    Objects.requireNonNull(summary, "summary");
    Checks.notNegative("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    Checks.within("token-dropout", tokenDropout, 0, 1);
    Checks.notNegative("max-length", maxLength);
    if (padInFront && maxLength == 0) {
      throw new IllegalArgumentException(
          "pad-in-front: expected a greatest length (max-length) above 0, got 0");
    }
  }

  /// What classifies sentences by their words.
  public static TextClassifierOptions defaults() {
    return words(32, Cell.LSTM, 32)
        .withDirections(Directions.BOTH)
        .withSummary(Summary.MAX)
        .withDropout(0.5f, 0.3f);
  }

  /// Words between spaces with vectors for them, one layer, its last state.
  public static TextClassifierOptions words(int embedding, Cell cell, int hidden) {
    return of(Tokenizer.SPACES, false, embedding, cell, hidden);
  }

  /// Characters without marks, one-hot, one layer, its last state.
  public static TextClassifierOptions characters(Cell cell, int hidden) {
    return of(Tokenizer.CHARACTERS, true, 0, cell, hidden);
  }

  private static TextClassifierOptions of(
      Tokenizer tokenizer, boolean stripMarks, int embedding, Cell cell, int hidden) {
    return new TextClassifierOptions(
        tokenizer,
        stripMarks,
        embedding,
        cell,
        hidden,
        1,
        Directions.FORWARD,
        Biases.TWO,
        Summary.LAST,
        0,
        0,
        false,
        0,
        false);
  }

  /// The lecture's sentiment program in Keras:
  ///
  ///     model.add(Embedding(10000, 32))
  ///     model.add(LSTM(32))
  ///     model.add(Dense(1, activation='sigmoid'))
  ///
  /// on `pad_sequences(…, maxlen=steps)`.
  public static TextClassifierOptions keras(Cell cell, int steps) {
    return new TextClassifierOptions(
        Tokenizer.SPACES,
        false,
        32,
        cell,
        32,
        1,
        Directions.FORWARD,
        Biases.ONE,
        Summary.LAST,
        0,
        0,
        false,
        steps,
        true);
  }

  /// These options in other directions.
  public TextClassifierOptions withDirections(Directions newDirections) {
    return changed(newDirections, summary, dropout, tokenDropout, wordScores);
  }

  /// These options with another summary.
  public TextClassifierOptions withSummary(Summary newSummary) {
    return changed(directions, newSummary, dropout, tokenDropout, wordScores);
  }

  /// These options with another dropout, of elements and of tokens.
  public TextClassifierOptions withDropout(float newDropout, float newTokenDropout) {
    return changed(directions, summary, newDropout, newTokenDropout, wordScores);
  }

  /// These options with a score of each token besides.
  public TextClassifierOptions withWordScores() {
    return changed(directions, summary, dropout, tokenDropout, true);
  }

  private TextClassifierOptions changed(
      Directions newDirections,
      Summary newSummary,
      float newDropout,
      float newTokenDropout,
      boolean newWordScores) {
    return new TextClassifierOptions(
        tokenizer,
        stripMarks,
        embedding,
        cell,
        hidden,
        layers,
        newDirections,
        biases,
        newSummary,
        newDropout,
        newTokenDropout,
        newWordScores,
        maxLength,
        padInFront);
  }

  /// The recurrent layers over a vocabulary.
  RecurrentOptions recurrent(int vocabulary) {
    return RecurrentOptions.of(cell, embedding > 0 ? embedding : vocabulary, hidden)
        .stacked(layers, dropout)
        .withDirections(directions, Merge.CONCATENATE)
        .withBiases(biases);
  }
}
