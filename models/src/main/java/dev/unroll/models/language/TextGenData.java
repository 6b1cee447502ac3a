package dev.unroll.models.language;

import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextFiles;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Texts for a [TextGenRnn], each a sequence of ids of its own.
///
/// @param tokenizer what cut the texts into tokens
/// @param vocabulary the tokens by id: the pad, with words the unknown word, the tokens by their frequency, and the
///     mark
/// @param texts the ids of each text, without marks; none is empty
/// @param unknown how many of the ids are those of unknown words
public record TextGenData(
    Tokenizer tokenizer, TokenVocabulary vocabulary, List<int[]> texts, int unknown) {
  /// The lines of a file that are not blank, as characters.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws IllegalArgumentException if all lines are blank
  public static TextGenData lines(Path file) throws IOException {
    return of(
        TextFiles.read(file).lines().toList(), Tokenizer.CHARACTERS, 1, TokenCounter.UNLIMITED);
  }

  /// Texts with a vocabulary of their tokens.
  ///
  /// @param texts those without a token are left out
  /// @param minimumCount how often a word of the vocabulary occurs at least
  /// @param maximumSize the ids of the vocabulary at most, or [TokenCounter#UNLIMITED]
  /// @throws IllegalArgumentException if there is no token, or none that is frequent enough
  public static TextGenData of(
      List<String> texts, Tokenizer tokenizer, int minimumCount, int maximumSize) {
    TokenCounter counter = new TokenCounter();
    texts.forEach(text -> counter.add(text, tokenizer));
    boolean words = tokenizer != Tokenizer.CHARACTERS;
    EnumSet<Special> specials =
        words ? EnumSet.of(Special.PAD, Special.UNKNOWN) : EnumSet.of(Special.PAD);
    TokenVocabulary counted =
        counter.vocabulary(
            specials,
            words ? minimumCount : 1,
            maximumSize == TokenCounter.UNLIMITED || !words
                ? TokenCounter.UNLIMITED
                : maximumSize - 1);
    List<String> tokens = new ArrayList<>();
    for (int id = specials.size(); id < counted.size(); id++) {
      tokens.add(counted.token(id));
    }
    tokens.add(TextGenRnn.MARK);
    return with(TokenVocabulary.of(specials, tokens), tokenizer, texts);
  }

  /// Texts with the vocabulary of a model.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException if a token is not in the vocabulary, and that has no
  ///     [Special#UNKNOWN]
  /// @throws IllegalArgumentException if there is no token
  public static TextGenData with(
      TokenVocabulary vocabulary, Tokenizer tokenizer, List<String> texts) {
    List<int[]> encoded = new ArrayList<>();
    int unknown = 0;
    for (int i = 0; i < texts.size(); i++) {
      int[] ids = vocabulary.encode(texts.get(i), tokenizer, i + 1);
      if (ids.length > 0) {
        encoded.add(ids);
        unknown += vocabulary.unknownIn(ids);
      }
    }
    if (encoded.isEmpty()) {
      throw new IllegalArgumentException("expected a text with at least one token, got none");
    }
    return new TextGenData(tokenizer, vocabulary, List.copyOf(encoded), unknown);
  }

  /// The tokens of all texts.
  public int tokens() {
    int tokens = 0;
    for (int[] text : texts) {
      tokens = Math.addExact(tokens, text.length);
    }
    return tokens;
  }
}
