package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.language.Completer.Suggestion;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CompleterTest {
  private static final String TEXT =
      "the cat sat. the cat ran. the cat lay. the cow sat. the cow ran. the dog sat. a cab ran. "
          .repeat(8);

  private static Completer words() throws IOException {
    Corpus corpus =
        Corpus.ofTokens(
            TextSource.of(TEXT + " once"),
            Tokenizer.LETTERS,
            EnumSet.of(Special.UNKNOWN),
            2,
            99,
            0);
    return new Completer(NgramTextModel.of(NgramOptions.words(1), corpus));
  }

  private static Completer characters() throws IOException {
    NgramOptions options = new NgramOptions(Tokenizer.CHARACTERS, 5, new Smoothing.AddK(1e-9));
    Corpus corpus = Corpus.ofCharacters(TextSource.of(TEXT));
    return new Completer(NgramTextModel.of(options, corpus));
  }

  private static List<String> words(List<Suggestion> suggestions) {
    return suggestions.stream().map(Suggestion::word).toList();
  }

  @Test
  void proposesTheNextWord() throws IOException {
    List<Suggestion> next = words().suggest("The ", 3);
    assertEquals(List.of("cat", "cow", "dog"), words(next));
    assertEquals(0.5, next.getFirst().probability(), 0.05);
    next = characters().suggest("the ", 3);
    assertEquals(List.of("cat", "cow", "dog"), words(next));
    assertEquals(0.5, next.getFirst().probability(), 1e-3);
    assertEquals(1 / 6.0, next.getLast().probability(), 1e-3);
  }

  @Test
  void completesTheWordThatIsBegun() throws IOException {
    for (Completer completer : List.of(words(), characters())) {
      List<Suggestion> next = completer.suggest("the c", 2);
      assertEquals(List.of("cat", "cow"), words(next));
      assertEquals(0.6, next.getFirst().probability(), 0.05);
      assertEquals("c", completer.begun("the c"));
      assertEquals("", completer.begun("the "));
      assertEquals("", completer.begun(""));
      assertTrue(completer.suggest("the ", 0).isEmpty());
    }
    assertEquals(List.of(), words().suggest("the xyz", 3));
  }

  @Test
  void anEndedWordMayEnd() throws IOException {
    assertEquals("cat", characters().suggest("the cat", 3).getFirst().word());
    assertEquals("cat", words().suggest("the cat", 3).getFirst().word());
  }

  /// All words that a model spells, however many, are a distribution.
  @Test
  void probabilitiesOfAllWordsAddUp() throws IOException {
    double sum =
        characters().suggest("the c", 50).stream().mapToDouble(Suggestion::probability).sum();
    assertEquals(1, sum, 1e-3);
  }
}
