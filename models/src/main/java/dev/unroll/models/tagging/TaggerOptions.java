package dev.unroll.models.tagging;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.settings.Setting;
import java.util.Objects;

/// The architecture of a [Tagger].
///
/// @param embedding the width of the words' vectors
/// @param shapes the width of the vectors of what words look like; 0 for none
/// @param characters the width of the characters' vectors, and of each direction of the layer that reads the
///     characters of a word; 0 for none
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer and direction
/// @param layers recurrent layers
/// @param dropout the probability with which an element is dropped in training: of what the layers read, between
///     them, and of what the output layer reads
/// @param tokenDropout the probability with which a word is replaced by the unknown one in training
/// @param output how the tags are chosen
public record TaggerOptions(
    @Setting(value = "Width of the words' vectors.", label = "E") int embedding,
    @Setting(value = "Width of vectors of what words look like; 0 for none.", label = "E")
        int shapes,
    @Setting(value = "Width of what is read of words' characters; 0 for nothing.", label = "E")
        int characters,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer and direction.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout,
    @Setting(value = "Probability of replacing a word by the unknown one.", label = "P")
        float tokenDropout,
    @Setting("Each tag by itself, or all of a sentence together.") TagOutput output) {
  public TaggerOptions {
    Checks.positive("embedding", embedding);
    Checks.notNegative("shapes", shapes);
    Checks.notNegative("characters", characters);
    Objects.requireNonNull(cell, "cell");
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    Checks.within("token-dropout", tokenDropout, 0, 1);
    Objects.requireNonNull(output, "output");
  }

  /// Vectors for words and their looks, one LSTM of 128 in both directions, dropout.
  public static TaggerOptions defaults() {
    return new TaggerOptions(100, 16, 0, Cell.LSTM, 128, 1, 0.5f, 0.05f, TagOutput.LINEAR);
  }

  /// These options of other sizes.
  public TaggerOptions with(int newEmbedding, int newShapes, int newCharacters, int newHidden) {
    return new TaggerOptions(
        newEmbedding,
        newShapes,
        newCharacters,
        cell,
        newHidden,
        layers,
        dropout,
        tokenDropout,
        output);
  }

  /// These options with another dropout, of elements and of words.
  public TaggerOptions withDropout(float newDropout, float newTokenDropout) {
    return new TaggerOptions(
        embedding, shapes, characters, cell, hidden, layers, newDropout, newTokenDropout, output);
  }

  /// These options with another way to choose the tags.
  public TaggerOptions withOutput(TagOutput newOutput) {
    return new TaggerOptions(
        embedding, shapes, characters, cell, hidden, layers, dropout, tokenDropout, newOutput);
  }

  /// What the recurrent layers read of a word.
  private int inputs() {
    return embedding + shapes + 2 * characters;
  }

  RecurrentOptions recurrent() {
    return RecurrentOptions.of(cell, inputs(), hidden).stacked(layers, dropout).bidirectional();
  }

  RecurrentOptions characterLayer() {
    return RecurrentOptions.of(cell, characters, characters).bidirectional();
  }
}
