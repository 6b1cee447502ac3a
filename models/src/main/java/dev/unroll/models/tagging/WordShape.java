package dev.unroll.models.tagging;

/// What a word looks like, whatever it is: known of every word, also of those that are not in the vocabulary.
enum WordShape {
  /// Begins with `@`.
  MENTION,
  /// Begins with `#`.
  HASHTAG,
  /// Begins with `http` or `www.`.
  ADDRESS,
  /// Neither letter nor digit in it.
  PUNCTUATION,
  /// Has a digit.
  DIGIT,
  /// Two or more characters, an upper-case letter and no lower-case one among them.
  ALL_CAPITALS,
  /// The first character is an upper-case letter.
  CAPITALIZED,
  /// No upper-case letter.
  LOWER_CASE,
  /// All else.
  MIXED;

  static WordShape of(String word) {
    if (word.length() > 1 && word.startsWith("@")) {
      return MENTION;
    } else if (word.length() > 1 && word.startsWith("#")) {
      return HASHTAG;
    } else if (word.startsWith("http") || word.startsWith("www.")) {
      return ADDRESS;
    } else if (word.codePoints().noneMatch(Character::isLetterOrDigit)) {
      return PUNCTUATION;
    } else if (word.codePoints().anyMatch(Character::isDigit)) {
      return DIGIT;
    }
    boolean upper = word.codePoints().anyMatch(Character::isUpperCase);
    if (!upper) {
      return LOWER_CASE;
    } else if (word.length() > 1 && word.codePoints().noneMatch(Character::isLowerCase)) {
      return ALL_CAPITALS;
    }
    return Character.isUpperCase(word.codePointAt(0)) ? CAPITALIZED : MIXED;
  }
}
