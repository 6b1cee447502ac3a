package dev.unroll.models.translation;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.Tokenizer;
import java.util.Objects;

/// The architecture of an encoder–decoder.
///
/// @param tokenizer what a token is on both sides: a character or a word
/// @param cell the recurrent cell of both
/// @param embedding `E`, the width of the vectors that stand for tokens; 0 for one-hot tokens
/// @param hidden `H`, hidden units of each layer
/// @param layers recurrent layers of each
/// @param bidirectional whether the encoder reads both ways; their states are added
/// @param reversed whether the source is read from its end, which brings the beginnings of both sides together
///     (Sutskever, Vinyals and Le 2014)
/// @param fed whether the decoder reads the encoder's last state at each step, too (Cho et al. 2014)
/// @param attention how the decoder looks back at the source
/// @param dropout the probability with which an element is dropped in training
public record TranslatorOptions(
    @Setting("What a token is.") Tokenizer tokenizer,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Width of the tokens' vectors; 0 for one-hot tokens.", label = "E")
        int embedding,
    @Setting(value = "Hidden units of each layer.", label = "H") int hidden,
    @Setting(value = "Recurrent layers of encoder and decoder.", label = "L") int layers,
    @Setting("The encoder reads both ways.") boolean bidirectional,
    @Setting("The source is read from its end.") boolean reversed,
    @Setting("The decoder reads the encoder's last state at each step.") boolean fed,
    @Setting("How the decoder looks back at the source.") Attending attention,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout) {
  public TranslatorOptions {
    Objects.requireNonNull(tokenizer, "tokenizer");
    Objects.requireNonNull(cell, "cell");
    Objects.requireNonNull(attention, "attention");
    Checks.notNegative("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    if (fed && embedding == 0) {
      throw new IllegalArgumentException(
          "fed: expected an embedding, beside which the state is read, got 0");
    }
  }

  /// Characters, one-hot, one LSTM of 128 each, the source from its end: for [Addition].
  public static TranslatorOptions addition() {
    return new TranslatorOptions(
        Tokenizer.CHARACTERS, Cell.LSTM, 0, 128, 1, false, true, false, Attending.NONE, 0);
  }

  /// Words, vectors of 256, one GRU of 256 each, additive attention, dropout 0.2.
  public static TranslatorOptions defaults() {
    return new TranslatorOptions(
        Tokenizer.SENTENCES, Cell.GRU, 256, 256, 1, false, false, false, Attending.ADDITIVE, 0.2f);
  }

  /// These options with another cell.
  public TranslatorOptions withCell(Cell newCell) {
    return new TranslatorOptions(
        tokenizer,
        newCell,
        embedding,
        hidden,
        layers,
        bidirectional,
        reversed,
        fed,
        attention,
        dropout);
  }

  /// These options with other widths of tokens' vectors and of layers.
  public TranslatorOptions withWidths(int newEmbedding, int newHidden) {
    return new TranslatorOptions(
        tokenizer,
        cell,
        newEmbedding,
        newHidden,
        layers,
        bidirectional,
        reversed,
        fed,
        attention,
        dropout);
  }

  /// These options with another attention; without any, the decoder is fed the encoder's last state where tokens
  /// have vectors.
  public TranslatorOptions withAttention(Attending newAttention) {
    boolean feeds = newAttention == Attending.NONE && embedding > 0;
    return new TranslatorOptions(
        tokenizer,
        cell,
        embedding,
        hidden,
        layers,
        bidirectional,
        reversed,
        feeds,
        newAttention,
        dropout);
  }

  RecurrentOptions encoder(int tokens) {
    RecurrentOptions options = layers(embedding == 0 ? tokens : embedding);
    return bidirectional ? options.bidirectional() : options;
  }

  RecurrentOptions decoder(int tokens) {
    return layers(embedding == 0 ? tokens : embedding + (fed ? hidden : 0));
  }

  /// Layers whose outputs are `H` wide, those of a projected LSTM too.
  private RecurrentOptions layers(int inputs) {
    RecurrentOptions options = RecurrentOptions.of(cell, inputs, hidden).stacked(layers, dropout);
    return cell == Cell.PROJECTED_LSTM ? options.withProjection(hidden) : options;
  }
}
