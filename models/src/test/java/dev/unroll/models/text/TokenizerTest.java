package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenizerTest {
  private static void check(Tokenizer tokenizer, String text, String... tokens) {
    assertEquals(List.of(tokens), tokenizer.tokens(text));
  }

  @Test
  void charactersAreCodePoints() {
    check(Tokenizer.CHARACTERS, "a\n🙂 b", "a", "\n", "🙂", " ", "b");
    assertEquals("a🙂", Tokenizer.CHARACTERS.join(List.of("a", "🙂")));
  }

  @Test
  void captions() {
    check(
        Tokenizer.CAPTIONS,
        "Flag: St.\u00A0Helena, man’s “hi”",
        "flag",
        ":",
        "st.",
        "helena",
        ",",
        "man’s",
        "“hi”");
  }

  @Test
  void lettersAreRunsOfAToZInLowerCase() {
    check(Tokenizer.LETTERS, "Don't  2×Ångström,x", "don", "t", "ngstr", "m", "x");
    check(Tokenizer.LETTERS, "@[`{AZaz", "azaz");
    check(Tokenizer.LETTERS, " 1 \u212A "); // the Kelvin sign is no K
    assertEquals("the end", Tokenizer.LETTERS.join(List.of("the", "end")));
  }

  @Test
  void spacesLeaveEverythingElseAlone() {
    check(
        Tokenizer.SPACES,
        "  It's\t3.5\r\n,\u00A0no\u0085 ? ",
        "It's",
        "3.5",
        ",\u00A0no\u0085",
        "?");
    check(Tokenizer.SPACES, " \n");
  }

  @Test
  void sentencesHaveASpaceBeforeTheirMarks() {
    check(Tokenizer.SENTENCES, "It's 3.5, no?", "it's", "3", ".5", ",", "no", "?");
    check(Tokenizer.SENTENCES, "Où\u202F?!\u00A0Là; là.", "où", "?", "!", "là;", "là", ".");
  }

  @Test
  void punctuationMarksAreWordsButInsideOfWords() {
    check(Tokenizer.PUNCTUATION, "Well-done: 'yes'!", "well-done", ":", "'", "yes", "'", "!");
    check(Tokenizer.PUNCTUATION, "l’été 3-4 - a+b", "l’été", "3-4", "-", "a", "+", "b");
    check(Tokenizer.PUNCTUATION, "-a- 'n' 🙂😀", "-", "a", "-", "'", "n", "'", "🙂", "😀");
  }

  @Test
  void marksAreTakenOffLetters() {
    assertEquals("Slusarski ßł O'Neal", Normalization.withoutMarks("Ślusàrski ßł O'Neal"));
    assertEquals("e", Normalization.withoutMarks("e\u0301\u0302"));
  }
}
