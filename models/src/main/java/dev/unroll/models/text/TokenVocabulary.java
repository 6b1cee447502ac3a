package dev.unroll.models.text;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// The tokens that a model knows, characters or words, with the special ids that it needs. Ids are numbered
/// from 0: first the special ones in the order of [Special], then the tokens in the order given,
/// which from [TokenCounter#vocabulary] is that of their frequency. Immutable.
///
/// [#serialized] and [#parse] are a round trip through a string for checkpoints.
public final class TokenVocabulary {
  private final List<Special> specials;
  private final List<String> tokens;
  private final Map<String, Integer> idByToken;
  private final int unknown; // the id of UNKNOWN, or −1

  private TokenVocabulary(EnumSet<Special> specials, List<String> tokens) {
    this.specials = List.copyOf(specials);
    this.tokens = tokens;
    unknown = this.specials.indexOf(Special.UNKNOWN);
    idByToken = HashMap.newHashMap(tokens.size());
    for (String token : tokens) {
      if (token.isEmpty()) {
        throw new IllegalArgumentException("expected tokens that are not empty, got an empty one");
      }
      if (idByToken.putIfAbsent(token, specials.size() + idByToken.size()) != null) {
        throw new IllegalArgumentException(
            "the token '%s' is twice in the vocabulary".formatted(token));
      }
    }
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("expected a vocabulary of at least one token, got none");
    }
  }

  /// A vocabulary of distinct tokens, in this order, after the special ids.
  ///
  /// @throws IllegalArgumentException if there is no token, an empty one, or one twice
  public static TokenVocabulary of(Set<Special> specials, Collection<String> tokens) {
    EnumSet<Special> ordered = EnumSet.noneOf(Special.class);
    ordered.addAll(specials);
    return new TokenVocabulary(ordered, List.copyOf(tokens));
  }

  /// `V`, the number of ids, special ones included.
  public int size() {
    return specials.size() + tokens.size();
  }

  /// The special ids that there are, in order.
  public List<Special> specials() {
    return specials;
  }

  /// The tokens without the special ones, in the order of their ids.
  public List<String> tokens() {
    return tokens;
  }

  /// Whether there is such a special id.
  public boolean has(Special special) {
    return specials.contains(special);
  }

  /// The id of a special token.
  ///
  /// @throws IllegalArgumentException if the vocabulary has none
  public int id(Special special) {
    if (!specials.contains(special)) {
      throw new IllegalArgumentException(
          "the vocabulary has no %s; it has %s".formatted(special.symbol(), specials));
    }
    return specials.indexOf(special);
  }

  /// The special token with an id, or null where the id is an ordinary token's.
  public Special specialOf(int id) {
    Objects.checkIndex(id, size());
    return id < specials.size() ? specials.get(id) : null;
  }

  /// The id of a token; that of [Special#UNKNOWN], or −1 without one, where the vocabulary lacks it.
  public int idOf(String token) {
    Integer id = idByToken.get(token);
    return id != null ? id : unknown;
  }

  /// Whether the vocabulary has a token.
  public boolean contains(String token) {
    return idByToken.containsKey(token);
  }

  /// The token with an id, or a special one's symbol.
  public String token(int id) {
    Special special = specialOf(id);
    return special != null ? special.symbol() : tokens.get(id - specials.size());
  }

  /// The ids of tokens. How many of them are unknown tells [#unknownIn].
  ///
  /// @throws UnknownTokenException that names the first token that the vocabulary lacks, where it has no
  ///     [Special#UNKNOWN]
  public int[] encode(List<String> text) {
    IdList ids = new IdList();
    text.forEach(encoder(ids, 1));
    return ids.toArray();
  }

  /// The ids of the tokens of a text.
  ///
  /// @throws UnknownTokenException as [#encode(List)]
  public int[] encode(String text, Tokenizer tokenizer) {
    return encode(text, tokenizer, 1);
  }

  /// [#encode(String, Tokenizer)] of a part of a text that begins with line `firstLine` of it.
  public int[] encode(String text, Tokenizer tokenizer, int firstLine) {
    IdList ids = new IdList();
    tokenizer.tokenize(text, encoder(ids, firstLine));
    return ids.toArray();
  }

  private Consumer<String> encoder(IdList ids, int firstLine) {
    return new Consumer<>() {
      private int line = firstLine;

      @Override
      public void accept(String token) {
        int id = idOf(token);
        if (id < 0) {
          throw new UnknownTokenException(token, ids.size(), line, size());
        }
        line += token.equals("\n") ? 1 : 0;
        ids.add(id);
      }
    };
  }

  /// How many of some ids are that of [Special#UNKNOWN].
  public int unknownIn(int... ids) {
    int count = 0;
    for (int id : ids) {
      if (Objects.checkIndex(id, size()) == unknown) {
        count++;
      }
    }
    return count;
  }

  /// The tokens that ids stand for: up to the first [Special#END], without [Special#PAD] and
  /// [Special#BEGIN]; an unknown one as its symbol.
  public List<String> decode(int... ids) {
    List<String> text = new ArrayList<>(ids.length);
    for (int id : ids) {
      Special special = specialOf(id);
      if (special == Special.END) {
        break;
      }
      if (special == null || special == Special.UNKNOWN) {
        text.add(token(id));
      }
    }
    return text;
  }

  /// This vocabulary as a string: on the first line the special ids, separated by spaces, then a token a line.
  /// A backslash, a control character and half a surrogate pair are written as `\\uXXXX`, so every token is
  /// one line of well-formed Unicode.
  public String serialized() {
    StringBuilder text = new StringBuilder();
    String separator = "";
    for (Special special : specials) {
      text.append(separator).append(special.name());
      separator = " ";
    }
    for (String token : tokens) {
      text.append('\n').append(TokenEscape.escape(token));
    }
    return text.toString();
  }

  /// The vocabulary that [#serialized] wrote.
  ///
  /// @throws IllegalArgumentException if the string is none, with the line that is at fault
  public static TokenVocabulary parse(String serialized) {
    String[] lines = serialized.split("\n", -1);
    EnumSet<Special> specials = EnumSet.noneOf(Special.class);
    for (String name : lines[0].split(" ")) {
      if (!name.isEmpty()) {
        specials.add(special(name));
      }
    }
    List<String> tokens = new ArrayList<>(lines.length - 1);
    for (int line = 1; line < lines.length; line++) {
      try {
        tokens.add(TokenEscape.unescape(lines[line]));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "line %d of the vocabulary: %s".formatted(line + 1, e.getMessage()), e);
      }
    }
    return new TokenVocabulary(specials, List.copyOf(tokens));
  }

  private static Special special(String name) {
    for (Special special : Special.values()) {
      if (special.name().equals(name)) {
        return special;
      }
    }
    throw new IllegalArgumentException(
        "line 1 of the vocabulary: expected some of %s, got '%s'"
            .formatted(List.of(Special.values()), name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenVocabulary vocabulary
        && specials.equals(vocabulary.specials)
        && tokens.equals(vocabulary.tokens);
  }

  @Override
  public int hashCode() {
    return 31 * specials.hashCode() + tokens.hashCode();
  }

  @Override
  public String toString() {
    return "TokenVocabulary of " + tokens.size() + " tokens and " + specials;
  }
}
