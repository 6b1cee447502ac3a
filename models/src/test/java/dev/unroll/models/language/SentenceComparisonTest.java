package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.layer.Cell;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The lecture's question to a language model, which a recognizer of speech cannot answer: was it "the apple and pear
/// salad", or "the apple and pair salad"? The text to learn from has all of the words and neither of the sentences.
final class SentenceComparisonTest {
  private static final String RIGHT = "the apple and pear salad";
  private static final String WRONG = "the apple and pair salad";
  private static final List<String> FRUITS =
      List.of("apple", "plum", "fig", "grape", "melon", "pear");
  private static final List<String> CLOTHES = List.of("shoes", "gloves", "socks");

  private static String text() {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    while (text.length() < 12_000) {
      String first = FRUITS.get(random.nextInt(FRUITS.size()));
      String second = FRUITS.get(random.nextInt(FRUITS.size()));
      String worn = CLOTHES.get(random.nextInt(CLOTHES.size()));
      String sentence =
          switch (random.nextInt(3)) {
            case 0 -> "the %s and %s salad".formatted(first, second);
            case 1 -> "a pair of %s".formatted(worn);
            default -> "the old pair of %s and the %s".formatted(worn, first);
          };
      if (!sentence.equals(RIGHT)) {
        text.append(sentence).append('\n');
      }
    }
    return text.toString();
  }

  private static Corpus words() throws IOException {
    return Corpus.ofTokens(
        TextSource.of(text()), Tokenizer.LETTERS, Set.of(Special.UNKNOWN), 1, 99, 0);
  }

  private static LanguageModel trained(LanguageModelOptions options, Corpus corpus)
      throws IOException {
    LanguageModel model = LanguageModel.build(options, corpus.vocabulary(), 1);
    TextOptions text = TextOptions.chunks(8, 16).withValidation(0);
    Trainer.start(
            new LanguageTask(model, corpus, text),
            TrainingOptions.defaults(),
            TrainingLimits.steps(200))
        .run(TrainingListener.NONE);
    return model;
  }

  @Test
  void pearsAreInSaladsAndPairsAreNot() throws IOException {
    assertFalse(text().contains(RIGHT));
    Corpus characters = Corpus.ofCharacters(TextSource.of(text()));
    List<TextModel> models =
        List.of(
            NgramTextModel.of(NgramOptions.words(2), words()),
            NgramTextModel.of(NgramOptions.defaults(), characters),
            trained(LanguageModelOptions.words(Tokenizer.LETTERS, Cell.LSTM, 16, 32, 0), words()),
            trained(LanguageModelOptions.characters(Cell.GRU, 48), characters));
    for (TextModel model : models) {
      double right = model.score(RIGHT).nats();
      double wrong = model.score(WRONG).nats();
      assertTrue(right + 1 < wrong, model.kind() + ": " + right + " " + wrong);
    }
  }

  @Test
  void unknownWordsAreCounted() throws IOException {
    Corpus words = words();
    int[] ids = words.vocabulary().encode("the kiwi and pear salad", Tokenizer.LETTERS);
    assertTrue(words.vocabulary().unknownIn(ids) == 1);
    assertTrue(IntStream.of(ids).allMatch(id -> id < words.vocabulary().size()));
  }
}
