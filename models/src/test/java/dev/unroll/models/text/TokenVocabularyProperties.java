package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class TokenVocabularyProperties {
  private static final Set<Special> NONE = Set.of();
  private static final Set<Special> ALL = EnumSet.allOf(Special.class);

  @Property
  void aStringGivesTheVocabularyBack(
      @ForAll("tokens") Set<String> tokens, @ForAll Set<Special> specials) {
    TokenVocabulary vocabulary = TokenVocabulary.of(specials, tokens);
    String serialized = vocabulary.serialized();
    assertEquals(vocabulary, TokenVocabulary.parse(serialized));
    assertEquals(vocabulary.hashCode(), TokenVocabulary.parse(serialized).hashCode());
    byte[] utf8 = serialized.getBytes(StandardCharsets.UTF_8);
    assertEquals(serialized, new String(utf8, StandardCharsets.UTF_8));
    assertEquals(tokens.size(), serialized.chars().filter(c -> c == 0x0A).count());
  }

  @Property
  void encodingAndDecodingGiveTheTokensBack(
      @ForAll("tokens") Set<String> tokens, @ForAll Set<Special> specials) {
    TokenVocabulary vocabulary = TokenVocabulary.of(specials, tokens);
    int[] ids = vocabulary.encode(List.copyOf(tokens));
    assertEquals(List.copyOf(tokens), vocabulary.decode(ids));
    assertEquals(0, vocabulary.unknownIn(ids));
    for (int id : ids) {
      assertTrue(id >= specials.size() && id < vocabulary.size());
      assertNull(vocabulary.specialOf(id));
    }
  }

  /// Tokens of all that may go wrong: separators, backslashes, halves of pairs, what looks special.
  @Provide
  Arbitrary<Set<String>> tokens() {
    Arbitrary<String> wild =
        Arbitraries.of(
            "\n", "\r", "\\", "\\n", "\\u000A", " ", "\0", "\u2028", "\u0085", "\uD83D", "\uDE42",
            "🙂", "<unk>", "PAD", "\uFEFF", "a");
    return Arbitraries.oneOf(
            wild,
            wild.list().ofMinSize(1).ofMaxSize(4).map(l -> String.join("", l)),
            Arbitraries.strings().ofMinLength(1).ofMaxLength(3))
        .set()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Example
  void specialIdsComeFirstInTheirOrder() {
    TokenVocabulary vocabulary = TokenVocabulary.of(ALL, List.of("b", "a", "<pad>"));
    assertEquals(7, vocabulary.size());
    assertEquals(0, vocabulary.id(Special.PAD));
    assertEquals(1, vocabulary.id(Special.UNKNOWN));
    assertEquals(2, vocabulary.id(Special.BEGIN));
    assertEquals(3, vocabulary.id(Special.END));
    assertEquals(4, vocabulary.idOf("b"));
    assertEquals(6, vocabulary.idOf("<pad>")); // a word that looks like one
    assertEquals(1, vocabulary.idOf("c"));
    assertEquals("<unk>", vocabulary.token(1));
    assertEquals("a", vocabulary.token(5));
    assertArrayEquals(new int[] {5, 1, 4, 1}, vocabulary.encode("a c b d", Tokenizer.SPACES));
    assertEquals(2, vocabulary.unknownIn(5, 1, 4, 1));
    assertEquals(List.of("a", "<unk>"), vocabulary.decode(0, 2, 5, 1, 0, 3, 5));
    TokenVocabulary two = TokenVocabulary.of(Set.of(Special.END, Special.PAD), List.of("x"));
    assertEquals(1, two.id(Special.END));
    assertFalse(two.has(Special.UNKNOWN));
    assertThrows(IllegalArgumentException.class, () -> two.id(Special.UNKNOWN));
    assertThrows(IndexOutOfBoundsException.class, () -> two.token(3));
    assertThrows(IndexOutOfBoundsException.class, () -> two.unknownIn(-1));
  }

  @Example
  void anUnknownTokenIsNamedWhereThereIsNoIdForIt() {
    TokenVocabulary vocabulary = TokenVocabulary.of(NONE, List.of("a", "b"));
    assertEquals(-1, vocabulary.idOf("c"));
    assertEquals(0, vocabulary.unknownIn(0, 1));
    assertEquals(
        "the character 'c' (U+0063) at position 1 (line 1) is not among the 2 of the model's"
            + " vocabulary",
        assertThrows(UnknownTokenException.class, () -> vocabulary.encode(List.of("a", "c")))
            .getMessage());
  }

  @Example
  void theMostFrequentTokensAreKeptTiesByFirstOccurrence() {
    TokenCounter counter = new TokenCounter();
    counter.add("z b c a b c z d c", Tokenizer.SPACES);
    assertEquals(9, counter.total());
    assertEquals(5, counter.distinct());
    assertEquals(List.of("c", "z", "b", "a", "d"), counter.byFrequency());
    int all = TokenCounter.UNLIMITED;
    assertEquals(List.of("c", "z", "b"), counter.vocabulary(ALL, 2, all).tokens());
    assertEquals(List.of("c", "z"), counter.vocabulary(ALL, 1, 6).tokens());
    assertEquals(7, counter.vocabulary(ALL, 2, all).size());
    assertMessage("minimum count: expected at most 3", () -> counter.vocabulary(ALL, 4, all));
    assertMessage("maximum size: expected more than the 4", () -> counter.vocabulary(ALL, 1, 4));
    assertMessage("at least one token", () -> new TokenCounter().vocabulary(ALL, 1, all));
  }

  @Example
  void whatIsNoVocabularyIsRefused() {
    assertMessage("at least one token", () -> TokenVocabulary.of(ALL, List.of()));
    assertMessage("'a' is twice", () -> TokenVocabulary.of(ALL, List.of("a", "b", "a")));
    assertMessage("empty", () -> TokenVocabulary.of(ALL, List.of("")));
    assertMessage("empty", () -> TokenVocabulary.parse("PAD\na\n\nb"));
    assertMessage("line 1", () -> TokenVocabulary.parse("PAD STOP\na"));
    assertMessage("line 3 of the vocabulary: expected u", () -> TokenVocabulary.parse("\na\nb\\n"));
    assertMessage("column 2", () -> TokenVocabulary.parse("\na\\u00g0"));
    assertMessage("column 1", () -> TokenVocabulary.parse("\n\\u000"));
  }

  private static void assertMessage(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
