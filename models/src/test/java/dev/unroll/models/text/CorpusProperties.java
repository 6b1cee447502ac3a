package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

final class CorpusProperties {
  @Property
  void idsSurviveInEveryWidth(
      @ForAll List<@IntRange(min = 0, max = 300) Integer> small,
      @ForAll List<@IntRange(min = 0, max = 100_000) Integer> large) {
    int[] ids = Stream.concat(small.stream(), large.stream()).mapToInt(Integer::intValue).toArray();
    TokenIds compact = TokenIds.of(ids);

    assertArrayEquals(ids, compact.toArray());
    int middle = ids.length / 2;
    assertEquals(ids.length - middle, compact.part(middle, ids.length).length());
    if (middle < ids.length) {
      assertEquals(ids[middle], compact.part(middle, ids.length).at(0));
    }
  }

  @Example
  void idsBeyondABlockAndRenumbered() {
    TokenIds.Builder builder = new TokenIds.Builder();
    int count = (1 << 20) + 70_000;
    for (int i = 0; i < count; i++) {
      builder.add(i < 1000 ? i % 7 : i % 300);
    }
    TokenIds ids = builder.build(id -> id == 299 ? 70_000 : 299 - id);

    assertEquals(count, ids.length());
    for (int i = 0; i < count; i += 997) {
      int id = i < 1000 ? i % 7 : i % 300;
      assertEquals(id == 299 ? 70_000 : 299 - id, ids.at(i));
    }
    assertThrows(IndexOutOfBoundsException.class, () -> ids.at(count));
    assertThrows(IllegalArgumentException.class, () -> TokenIds.of(-1));
  }

  @Property
  void charactersAreNumberedInOrder(@ForAll @NotEmpty String text) throws IOException {
    String whole =
        text.codePoints()
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .boxed()
                .map(Character::toString)
                .collect(Collectors.joining())
            + "x";
    Corpus corpus = Corpus.ofCharacters(TextSource.of(whole));
    List<String> tokens = corpus.vocabulary().tokens();

    assertEquals(
        whole.codePoints().distinct().sorted().mapToObj(Character::toString).toList(), tokens);
    assertEquals(whole, String.join("", corpus.vocabulary().decode(corpus.ids().toArray())));
    Corpus again = Corpus.with(corpus.vocabulary(), Tokenizer.CHARACTERS, TextSource.of(whole));
    assertArrayEquals(corpus.ids().toArray(), again.ids().toArray());
    assertEquals(corpus.fingerprint(), again.fingerprint());
  }

  @Example
  void textsOfEqualLengthHaveOtherFingerprints() throws IOException {
    assertNotEquals(
        Corpus.ofCharacters(TextSource.of("abc")).fingerprint(),
        Corpus.ofCharacters(TextSource.of("acb")).fingerprint());
    assertNotEquals(
        Corpus.ofCharacters(TextSource.of("aab")).fingerprint(),
        Corpus.ofCharacters(TextSource.of("ccd")).fingerprint());
  }

  @Example
  void wordsAreThoseThatAreFrequentInTheFirstPart() throws IOException {
    Corpus corpus =
        Corpus.ofTokens(
            TextSource.of("b a b c\na b d d d d"),
            Tokenizer.SPACES,
            Set.of(Special.UNKNOWN),
            2,
            TokenCounter.UNLIMITED,
            0.4f);

    assertEquals(List.of("b", "a"), corpus.vocabulary().tokens());
    assertArrayEquals(new int[] {1, 2, 1, 0, 2, 1, 0, 0, 0, 0}, corpus.ids().toArray());
    assertEquals(5, corpus.unknown());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            Corpus.ofTokens(
                TextSource.of("a b"),
                Tokenizer.SPACES,
                Set.of(Special.UNKNOWN),
                2,
                TokenCounter.UNLIMITED,
                0));
  }

  @Example
  void halfASurrogatePairIsNamed() {
    assertEquals(
        "the text has half a surrogate pair, U+D83D, at position 1",
        assertThrows(
                IllegalArgumentException.class,
                () -> Corpus.ofCharacters(TextSource.of("a\uD83Db")))
            .getMessage());
  }
}
