package dev.unroll.models.text;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Objects;

/// The characters that a model knows, numbered from 0 in the order of their code points. Immutable.
///
/// The same set of characters always gives the same numbers, and [#characters] is all that is needed
/// to save a vocabulary: `Vocabulary.of(v.characters())` equals `v`.
public final class Vocabulary {
  private final int[] codePoints;
  private final int[] idByCodePoint;

  private Vocabulary(int[] codePoints) {
    this.codePoints = codePoints;
    idByCodePoint = new int[codePoints[codePoints.length - 1] + 1];
    Arrays.fill(idByCodePoint, -1);
    for (int id = 0; id < codePoints.length; id++) {
      idByCodePoint[codePoints[id]] = id;
    }
  }

  /// The vocabulary of the characters that occur in a text.
  ///
  /// @throws IllegalArgumentException if the text is empty or has half a surrogate pair
  public static Vocabulary of(String text) {
    BitSet occurring = new BitSet();
    text.codePoints().forEach(occurring::set);
    int[] distinct = occurring.stream().toArray();
    if (distinct.length == 0) {
      throw new IllegalArgumentException("expected a text with at least one character, got none");
    }
    for (int codePoint : distinct) {
      if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
        throw new IllegalArgumentException(
            "the text has half a surrogate pair, U+%04X, at index %d"
                .formatted(codePoint, indexOfUnpaired(text, (char) codePoint)));
      }
    }
    return new Vocabulary(distinct);
  }

  private static int indexOfUnpaired(String text, char half) {
    int i = 0;
    while (text.codePointAt(i) != half) {
      i += Character.charCount(text.codePointAt(i));
    }
    return i;
  }

  /// `V`, the number of characters.
  public int size() {
    return codePoints.length;
  }

  /// The code point with an id.
  public int codePoint(int id) {
    return codePoints[Objects.checkIndex(id, codePoints.length)];
  }

  /// The id of a code point, or −1 where it is unknown.
  public int idOf(int codePoint) {
    return codePoint < 0 || codePoint >= idByCodePoint.length ? -1 : idByCodePoint[codePoint];
  }

  /// All characters in the order of their ids.
  public String characters() {
    return new String(codePoints, 0, codePoints.length);
  }

  /// The ids of a text's characters.
  ///
  /// @throws UnknownCharacterException that names the first character that is not in the vocabulary
  public int[] encode(String text) {
    return encode(text, 1);
  }

  /// The ids of a part of a text that begins with line `firstLine`.
  ///
  /// @throws UnknownCharacterException that names the first character that is not in the vocabulary
  public int[] encode(String text, int firstLine) {
    int[] ids = new int[text.codePointCount(0, text.length())];
    int line = firstLine;
    for (int i = 0, position = 0; i < text.length(); position++) {
      int codePoint = text.codePointAt(i);
      ids[position] = idOf(codePoint);
      if (ids[position] < 0) {
        throw new UnknownCharacterException(codePoint, position, line, codePoints.length);
      }
      if (codePoint == '\n') {
        line++;
      }
      i += Character.charCount(codePoint);
    }
    return ids;
  }

  /// The text that ids stand for.
  public String decode(int... ids) {
    StringBuilder text = new StringBuilder(ids.length);
    for (int id : ids) {
      text.appendCodePoint(codePoint(id));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Vocabulary vocabulary
        && Arrays.equals(codePoints, vocabulary.codePoints);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(codePoints);
  }

  @Override
  public String toString() {
    return "Vocabulary of " + codePoints.length + " characters";
  }
}
