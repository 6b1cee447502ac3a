package dev.unroll.models.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.data.Split;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The README's example of a translator.
final class TranslationExampleTest {
  @Test
  void numbersInWordsAreTranslatedToDigits() throws IOException {
    // pairs, a tenth of the sources held out, and the words of the others
    List<SentencePair> all = NumberWords.pairs(600, 1, 4, 1);
    Split.Parts<SentencePair> pairs = SentencePair.split(all, new Split.Every(10));
    PairVocabularies words = PairVocabularies.of(pairs.training(), Tokenizer.SENTENCES, 1);

    // an encoder, attention, a decoder; trained with the right words before each
    TranslatorOptions options = TranslatorOptions.defaults().withWidths(32, 64);
    Scope scope = Scope.fresh(1, Initializer.torch());
    Translator model = new Translator(options, words.source(), words.target(), scope);
    TranslationTask task =
        new TranslationTask(model, pairs.training(), pairs.heldOut(), Teaching.forced(16), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(40))
        .run(TrainingListener.NONE);

    // a translation, and which words each digit came of
    String digits = model.translate("six hundred and five");
    int[] written = model.target().encode("4 2", Tokenizer.SENTENCES);
    double[][] looks = model.looks(model.encode("forty two"), written);

    assertEquals("6 0 5", digits);
    assertEquals(3, looks.length);
    assertEquals(1, looks[0][0] + looks[0][1], 1e-5);
  }

  @Test
  void theReadmesExampleIsThisOne() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int from = readme.indexOf("```java\n// pairs, a tenth") + "```java\n".length();
    String example = unindented(readme.substring(from, readme.indexOf("```\n", from)));
    Path source =
        Path.of(
            "src/test/java", TranslationExampleTest.class.getName().replace('.', '/') + ".java");

    assertTrue(example.lines().count() >= 10, example);
    assertTrue(
        unindented(Files.readString(source)).contains(example),
        "the README's example is not the tested one:\n" + example);
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
