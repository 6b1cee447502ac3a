package dev.unroll.models.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A text as ids, with the vocabulary that gives them their meaning. Built in one pass over a source; the text
/// itself is nowhere in memory.
///
/// @param tokenizer what cut the text into tokens
/// @param vocabulary the tokens by id
/// @param ids the whole text
/// @param unknown how many of them are [Special#UNKNOWN]
public record Corpus(Tokenizer tokenizer, TokenVocabulary vocabulary, TokenIds ids, int unknown) {
  /// The corpus of a text's characters, numbered in the order of their code points: the same set of
  /// characters always gives the same numbers.
  ///
  /// @throws IOException if the source cannot be read
  /// @throws IllegalArgumentException if the text has half a surrogate pair
  public static Corpus ofCharacters(TextSource source) throws IOException {
    Numbering numbering = numbered(source, Tokenizer.CHARACTERS);
    Integer[] order = IntStream.range(0, numbering.tokens.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparing(id -> numbering.tokens.get(id).codePointAt(0)));
    int[] renumbered = new int[order.length];
    List<String> tokens = new ArrayList<>();
    for (int id = 0; id < order.length; id++) {
      renumbered[order[id]] = id;
      tokens.add(numbering.tokens.get(order[id]));
    }
    return new Corpus(
        Tokenizer.CHARACTERS,
        TokenVocabulary.of(EnumSet.noneOf(Special.class), tokens),
        numbering.ids.build(id -> renumbered[id]),
        0);
  }

  /// The corpus of a text's tokens, with a vocabulary of those that are frequent in its first part.
  ///
  /// @param specials the special ids of the vocabulary; those beside [Special#UNKNOWN] do not occur in the text
  /// @param minimumCount how often a token of the vocabulary occurs at least
  /// @param maximumSize the ids of the vocabulary at most, or [TokenCounter#UNLIMITED]
  /// @param heldOut the share of the tokens, at the end, that does not count for the vocabulary
  /// @throws IOException if the source cannot be read
  /// @throws IllegalArgumentException if no token is frequent enough, or one is not in the vocabulary and there
  ///     is no [Special#UNKNOWN]
  public static Corpus ofTokens(
      TextSource source,
      Tokenizer tokenizer,
      Set<Special> specials,
      int minimumCount,
      int maximumSize,
      float heldOut)
      throws IOException {
    Numbering numbering = numbered(source, tokenizer);
    TokenIds all = numbering.ids.build(id -> id);
    int counted = all.length() - (int) (all.length() * (double) heldOut);
    TokenCounter counter = new TokenCounter();
    for (int i = 0; i < counted; i++) {
      counter.add(numbering.tokens.get(all.at(i)));
    }
    TokenVocabulary vocabulary = counter.vocabulary(specials, minimumCount, maximumSize);
    return renumbered(tokenizer, vocabulary, numbering.tokens, all);
  }

  /// A text with the vocabulary of a model.
  ///
  /// @throws IOException if the source cannot be read
  /// @throws UnknownTokenException if a token is not in the vocabulary, and that has no [Special#UNKNOWN]
  public static Corpus with(TokenVocabulary vocabulary, Tokenizer tokenizer, TextSource source)
      throws IOException {
    Numbering numbering = numbered(source, tokenizer);
    return renumbered(tokenizer, vocabulary, numbering.tokens, numbering.ids.build(id -> id));
  }

  private static Corpus renumbered(
      Tokenizer tokenizer, TokenVocabulary vocabulary, List<String> tokens, TokenIds all) {
    int[] ids = new int[tokens.size()];
    for (int id = 0; id < ids.length; id++) {
      ids[id] = vocabulary.idOf(tokens.get(id));
    }
    int unknownId = vocabulary.has(Special.UNKNOWN) ? vocabulary.id(Special.UNKNOWN) : -1;
    TokenIds.Builder builder = new TokenIds.Builder();
    int unknown = 0;
    int line = 1;
    for (int i = 0; i < all.length(); i++) {
      int id = ids[all.at(i)];
      if (id < 0) {
        throw new UnknownTokenException(tokens.get(all.at(i)), i, line, vocabulary.size());
      }
      line += tokens.get(all.at(i)).equals("\n") ? 1 : 0;
      unknown += id == unknownId ? 1 : 0;
      builder.add(id);
    }
    return new Corpus(tokenizer, vocabulary, builder.build(id -> id), unknown);
  }

  /// Tokens numbered in the order of their first occurrence.
  private static final class Numbering {
    private final TokenIds.Builder ids = new TokenIds.Builder();
    private final List<String> tokens = new ArrayList<>();
    private final Map<String, Integer> idByToken = new HashMap<>();

    /// For characters: the id by code point, less one; 0 where there is none yet.
    private int[] idByCodePoint = new int[256];

    void add(String token) {
      Integer id = idByToken.putIfAbsent(token, tokens.size());
      if (id == null) {
        id = tokens.size();
        tokens.add(token);
      }
      ids.add(id);
    }

    void add(int codePoint) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "the text has half a surrogate pair, U+%04X, at position %d"
                .formatted(codePoint, ids.length()));
      }
      if (codePoint >= idByCodePoint.length) {
        idByCodePoint =
            Arrays.copyOf(idByCodePoint, Math.max(codePoint + 1, 2 * idByCodePoint.length));
      }
      int id = idByCodePoint[codePoint] - 1;
      if (id < 0) {
        id = tokens.size();
        idByCodePoint[codePoint] = id + 1;
        tokens.add(Character.toString(codePoint));
      }
      ids.add(id);
    }
  }

  private static Numbering numbered(TextSource source, Tokenizer tokenizer) throws IOException {
    Numbering numbering = new Numbering();
    if (tokenizer == Tokenizer.CHARACTERS) {
      source.read(numbering::add);
    } else {
      // No rule looks across a line's end.
      StringBuilder line = new StringBuilder();
      source.read(
          codePoint -> {
            line.appendCodePoint(codePoint);
            if (codePoint == '\n') {
              tokenizer.tokenize(line.toString(), numbering::add);
              line.setLength(0);
            }
          });
      tokenizer.tokenize(line.toString(), numbering::add);
    }
    if (numbering.tokens.isEmpty()) {
      throw new IllegalArgumentException("expected a text with at least one token, got none");
    }
    return numbering;
  }

  /// What tells this text from others: its length and the beginning of its SHA-256.
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(vocabulary.serialized().getBytes(StandardCharsets.UTF_8));
      byte[] buffer = new byte[1 << 14];
      int filled = 0;
      for (int i = 0; i < ids.length(); i++) {
        int id = ids.at(i);
        buffer[filled++] = (byte) (id >> 24);
        buffer[filled++] = (byte) (id >> 16);
        buffer[filled++] = (byte) (id >> 8);
        buffer[filled++] = (byte) id;
        if (filled == buffer.length || i == ids.length() - 1) {
          digest.update(buffer, 0, filled);
          filled = 0;
        }
      }
      String hash = HexFormat.of().formatHex(digest.digest(), 0, 8);
      String what = tokenizer == Tokenizer.CHARACTERS ? "characters" : "words";
      return "%,d %s with SHA-256 %s…".formatted(ids.length(), what, hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
