package dev.unroll.models.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// The rules that cut a text into tokens. A rule looks at nothing but the text, so the same text always
/// gives the same tokens; no token is empty.
public enum Tokenizer {
  /// Every code point is a token of its own; nothing is dropped.
  CHARACTERS("") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      for (int i = 0; i < text.length(); ) {
        int end = i + Character.charCount(text.codePointAt(i));
        to.accept(text.substring(i, end));
        i = end;
      }
    }
  },

  /// Runs of the letters A–Z and a–z, in lower case; whatever stands between is dropped: "Don't
  /// 2×Ångström" gives `don t ngstr m`.
  LETTERS(" ") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      StringBuilder word = new StringBuilder();
      for (int i = 0; i < text.length(); i++) {
        int lower = text.charAt(i) | 0x20;
        if (lower >= 'a' && lower <= 'z') {
          word.append((char) lower);
        } else if (!word.isEmpty()) {
          to.accept(word.toString());
          word.setLength(0);
        }
      }
      if (!word.isEmpty()) {
        to.accept(word.toString());
      }
    }
  },

  /// What stands between white space, as it is. White space is what [Character#isWhitespace] says:
  /// spaces, tabs and line breaks, but neither no-break spaces nor U+0085.
  SPACES(" ") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      split(text, to);
    }
  },

  /// In lower case, no-break spaces made spaces, a space put before each of `, . ! ?`, then as [#SPACES]:
  /// "It's 3.5, no?" gives `it's 3 .5 , no ?`.
  SENTENCES(" ") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      split(SENTENCE_MARKS.matcher(plain(text)).replaceAll(" $0"), to);
    }
  },

  /// In lower case, no-break spaces made spaces, every `:` and `,` a token of its own, then as [#SPACES]: what
  /// the names of emoji, "Flag: St. Helena", need: `flag : st. helena`.
  CAPTIONS(" ") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      split(CAPTION_MARKS.matcher(plain(text)).replaceAll(" $0 "), to);
    }
  },

  /// In lower case, no-break spaces made spaces, every punctuation mark or symbol a token of its own (but
  /// apostrophes and `-` between two letters or digits), then as [#SPACES]: "Well-done: 'yes'!" gives
  /// `well-done : ' yes ' !`.
  PUNCTUATION(" ") {
    @Override
    public void tokenize(String text, Consumer<String> to) {
      split(MARKS.matcher(plain(text)).replaceAll(" $0 "), to);
    }
  };

  private static final Pattern SENTENCE_MARKS = Pattern.compile("[,.!?]");
  private static final Pattern CAPTION_MARKS = Pattern.compile("[:,]");
  private static final Pattern MARKS =
      Pattern.compile("(?!(?<=[\\p{L}\\p{M}\\p{N}])['’-][\\p{L}\\p{N}])[\\p{P}\\p{S}]");

  private final String separator;

  Tokenizer(String separator) {
    this.separator = separator;
  }

  /// Passes the tokens of a text on, in order, as they are found.
  public abstract void tokenize(String text, Consumer<String> to);

  /// The tokens of a text, in order.
  public List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    tokenize(text, tokens::add);
    return tokens;
  }

  /// What stands between two tokens in a text that is written from tokens: nothing between characters, a
  /// space between words.
  public String separator() {
    return separator;
  }

  /// A text of the given tokens.
  public String join(Iterable<String> tokens) {
    return String.join(separator, tokens);
  }

  /// In lower case, with spaces for the no-break spaces.
  private static String plain(String text) {
    return Normalization.lowerCase(text).replace('\u00A0', ' ').replace('\u202F', ' ');
  }

  private static void split(String text, Consumer<String> to) {
    int begin = -1; // of the token being read, or −1 between tokens
    for (int i = 0; i < text.length(); i++) {
      boolean space = Character.isWhitespace(text.charAt(i));
      if (space && begin >= 0) {
        to.accept(text.substring(begin, i));
        begin = -1;
      } else if (!space && begin < 0) {
        begin = i;
      }
    }
    if (begin >= 0) {
      to.accept(text.substring(begin));
    }
  }
}
