package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class VocabularyProperties {
  @Property
  void encodingAndDecodingGiveTheTextBack(@ForAll("texts") String text) {
    Vocabulary vocabulary = Vocabulary.of(text);
    assertEquals(text, vocabulary.decode(vocabulary.encode(text)));
  }

  @Property
  void idsFollowTheCodePointsAndAreStable(@ForAll("texts") String text) {
    Vocabulary vocabulary = Vocabulary.of(text);
    for (int id = 0; id < vocabulary.size(); id++) {
      assertEquals(id, vocabulary.idOf(vocabulary.codePoint(id)));
      assertTrue(id == 0 || vocabulary.codePoint(id - 1) < vocabulary.codePoint(id));
    }
    assertEquals(vocabulary, Vocabulary.of(new StringBuilder(text).reverse().toString()));
    assertEquals(vocabulary, Vocabulary.of(vocabulary.characters()));
    assertEquals(vocabulary.hashCode(), Vocabulary.of(vocabulary.characters()).hashCode());
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Integer> codePoints =
        Arbitraries.oneOf(
            Arbitraries.integers().between(0, 0x7F),
            Arbitraries.integers().between(0xA0, 0xD7FF),
            Arbitraries.integers().between(0xE000, 0xFFFF),
            Arbitraries.integers().between(0x10000, Character.MAX_CODE_POINT));
    return codePoints
        .list()
        .ofMinSize(1)
        .ofMaxSize(40)
        .map(list -> new String(list.stream().mapToInt(i -> i).toArray(), 0, list.size()));
  }

  @Example
  void namesAnUnknownCharacterAndItsPlace() {
    Vocabulary vocabulary = Vocabulary.of("abc\n");
    UnknownCharacterException thrown =
        assertThrows(UnknownCharacterException.class, () -> vocabulary.encode("ab\nca🙂b"));
    assertEquals(
        "the character '🙂' (U+1F642) at position 5 (line 2) is not among the 4 of the model's"
            + " vocabulary",
        thrown.getMessage());
    assertEquals(0x1F642, thrown.codePoint());
    assertEquals(5, thrown.position());
    assertTrue(
        assertThrows(UnknownCharacterException.class, () -> vocabulary.encode("\t"))
            .getMessage()
            .startsWith("the character U+0009 at position 0"));
  }

  @Example
  void refusesAnEmptyTextAndHalfAPair() {
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.of(""));
    assertEquals(
        "the text has half a surrogate pair, U+D83D, at index 3",
        assertThrows(IllegalArgumentException.class, () -> Vocabulary.of("🙂a\uD83Db"))
            .getMessage());
  }
}
