package dev.unroll.models.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's examples of language models.
final class LanguageExamplesTest {
  @TempDir private Path directory;
  private Path input;

  @BeforeEach
  void write() throws IOException {
    input = directory.resolve("input.txt");
    Files.writeString(input, "the apple and the pear\na pair of shoes\n".repeat(20));
  }

  @Test
  void markov() throws IOException {
    // Markov model: the next character depends on the four before it
    Corpus corpus = Corpus.ofCharacters(TextSource.of(List.of(input), UTF_8));
    NgramTextModel markov = NgramTextModel.of(NgramOptions.defaults(), corpus);
    String text = markov.generate("the ", Sampling.of(40));

    assertEquals(40, text.length());
    isInTheReadme();
  }

  @Test
  void fixedWindow() throws IOException {
    Corpus words = words();
    // Bengio's model of the last three words, then what may follow "the apple and"
    FixedWindowModel window =
        new FixedWindowModel(
            new FixedWindowOptions(Tokenizer.LETTERS, 3, 16, 32, 0),
            words.vocabulary(),
            Scope.fresh(1, Initializer.torch()));
    FixedWindowTask task = new FixedWindowTask(window, words, 32, 0.1f, 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(20))
        .run(TrainingListener.NONE);
    String next = words.vocabulary().token(window.likeliest("the apple and", 1).getFirst().id());

    assertEquals("the", next);
    isInTheReadme();
  }

  private Corpus words() throws IOException {
    // words in lower case; those seen but once are unknown
    Corpus words =
        Corpus.ofTokens(
            TextSource.of(List.of(input), UTF_8),
            Tokenizer.LETTERS,
            Set.of(Special.UNKNOWN),
            2,
            10_000,
            0.1f);
    return words;
  }

  @Test
  void wordModel() throws IOException {
    Corpus words = words();
    // a recurrent model of words: vectors of 16, an LSTM of 32 units; which sentence is likelier?
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.words(Tokenizer.LETTERS, Cell.LSTM, 16, 32, 0),
            words.vocabulary(),
            1);
    Trainer.start(
            new LanguageTask(model, words, TextOptions.chunks(4, 10)),
            TrainingOptions.defaults(),
            TrainingLimits.epochs(40))
        .run(TrainingListener.NONE);
    boolean right = model.score("the pear").nats() < model.score("the pair").nats();

    assertTrue(right);
    isInTheReadme();
  }

  @Test
  void textgenrnn() throws IOException {
    // textgenrnn, as in the lecture's four lines
    TextGenData lines = TextGenData.lines(input);
    TextGenRnn textgen = TextGenRnn.build(TextGenOptions.characters(), lines.vocabulary(), 1);
    TextGenTask.train(textgen, lines, 1);
    String line = textgen.generate("", Sampling.of(80).withTemperature(0.5f));

    assertTrue(!line.isEmpty() && !line.contains("\n"), line);
    isInTheReadme();
  }

  /// Requires each paragraph of this file that begins with a comment to stand in the README.
  private static void isInTheReadme() throws IOException {
    String readme = unindented(Files.readString(Path.of("..", "README.md")));
    Path source =
        Path.of("src/test/java", LanguageExamplesTest.class.getName().replace('.', '/') + ".java");
    int examples = 0;
    for (String paragraph : unindented(Files.readString(source)).split("\n\n")) {
      int from = paragraph.indexOf("\n// ");
      if (from >= 0) {
        String example = paragraph.substring(from + 1).replaceAll("\nreturn words;\n}", "");
        assertTrue(readme.contains(example), "the README lacks the tested example:\n" + example);
        examples++;
      }
    }
    assertEquals(5, examples);
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
