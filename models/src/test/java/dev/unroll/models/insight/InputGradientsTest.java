package dev.unroll.models.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.classification.LabelledText;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.tagging.TaggedSentence;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.tagging.TaggerOptions;
import dev.unroll.models.tagging.TaggerVocabulary;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/// Held to finite differences: the vectors of tokens that occur once are what the layers read there.
final class InputGradientsTest {
  /// Central differences of float32 logarithms: ε·|log p| / step, and step² of the third derivative.
  private static final float STEP = 1e-2f;

  private static final double TOLERANCE = 2e-3;

  private static double norm(Parameter table, int row, DoubleSupplier log) {
    int width = table.value().shape().dimension(1);
    double squares = 0;
    for (int e = 0; e < width; e++) {
      float before = table.value().get(row, e);
      table.value().set(before + STEP, row, e);
      table.updated();
      double up = log.getAsDouble();
      table.value().set(before - STEP, row, e);
      table.updated();
      double down = log.getAsDouble();
      table.value().set(before, row, e);
      table.updated();
      double derivative = (up - down) / (2 * STEP);
      squares += derivative * derivative;
    }
    return Math.sqrt(squares);
  }

  private static Parameter parameter(Model model, String name) {
    return model.parameters().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new AssertionError(model.parameters().stream().map(Parameter::name).toList()));
  }

  private static double logarithm(Reading reading, int step, int answer) {
    return Math.log(Inspection.of(reading, Workers.CALLER).probabilities().get(step, answer));
  }

  @Test
  void ofALanguageModel() {
    TokenVocabulary vocabulary =
        TokenVocabulary.of(Set.of(), List.of("a", "b", "c", "d", "e", "f"));
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.words(Tokenizer.CHARACTERS, Cell.GRU, 7, 4, 0), vocabulary, 3);
    Reading reading = Reading.of(model, "ecabfd", 100);
    int[] steps = {5, 3, 3};
    int[] answers = {2, 0, 5};

    InputGradients gradients = InputGradients.of(reading, steps, answers, Workers.CALLER);

    Parameter table = parameter(model, "embedding.weight");
    int[] ids = {4, 2, 0, 1, 5, 3};
    for (int n = 0; n < steps.length; n++) {
      int row = n;
      for (int s = 0; s < 6; s++) {
        double expected = norm(table, ids[s], () -> logarithm(reading, steps[row], answers[row]));
        assertEquals(expected, gradients.norms()[n][s], TOLERANCE * (1e-2 + expected));
        assertEquals(s > steps[n], gradients.norms()[n][s] == 0, "nobody sees what follows");
      }
    }
  }

  @Test
  void ofOneHotTokens() {
    TokenVocabulary vocabulary = TokenVocabulary.of(Set.of(), List.of("a", "b", "c"));
    LanguageModel model =
        LanguageModel.build(LanguageModelOptions.characters(Cell.LSTM, 4), vocabulary, 3);

    double[] norms =
        InputGradients.of(
                Reading.of(model, "abcab", 100), new int[] {2}, new int[] {0}, Workers.CALLER)
            .norms()[0];

    assertTrue(norms[0] > 0 && norms[1] > 0 && norms[2] > 0);
    assertEquals(0, norms[3] + norms[4]);
  }

  @Test
  void ofAClassifier() {
    TextClassifier model =
        TextClassifier.build(
            TextClassifierOptions.words(3, Cell.LSTM, 4),
            List.of(new LabelledText("good", "fine film"), new LabelledText("bad", "dull story")),
            100,
            2);
    Reading reading = Reading.of(model, "a fine dull story", 100);

    double[] norms =
        InputGradients.of(reading, new int[1], new int[] {1}, Workers.CALLER).norms()[0];

    Parameter table = parameter(model, "embedding.weight");
    for (int s = 1; s < 4; s++) {
      int id = model.vocabulary().idOf(reading.tokens().get(s));
      double expected = norm(table, id, () -> logarithm(reading, 0, 1));
      assertEquals(expected, norms[s], TOLERANCE * (1e-2 + expected));
    }
  }

  @Test
  void ofATagger() {
    List<TaggedSentence> sentences =
        List.of(
            new TaggedSentence(
                List.of("she", "lives", "in", "paris"), List.of("O", "O", "O", "B-loc")));
    Tagger model = Tagger.build(TaggerOptions.defaults(), TaggerVocabulary.of(sentences, 1), 1);
    Reading reading = Reading.of(model, List.of("in", "paris", "she", "lives"), 100);
    int[] steps = {1, 2};

    double[][] norms = InputGradients.of(reading, steps, new int[] {0, 1}, Workers.CALLER).norms();

    Parameter table = parameter(model, "words.weight");
    for (int n = 0; n < 2; n++) {
      int row = n;
      for (int s = 0; s < 4; s++) {
        int id = model.vocabulary().words().idOf(reading.tokens().get(s));
        double word = norm(table, id, () -> logarithm(reading, steps[row], row));
        // what is read is the word's vector and more
        assertTrue(norms[n][s] > word * (1 - 10 * TOLERANCE), norms[n][s] + " " + word);
      }
    }
  }
}
