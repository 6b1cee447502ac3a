package dev.unroll.models.language;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example: build, train with a listener, save, load, generate, score.
final class EmbeddingExampleTest {
  @Test
  void buildTrainSaveLoadGenerateScore(@TempDir Path directory) throws IOException {
    Path input = directory.resolve("input.txt");
    Files.writeString(input, "All work and no play makes Jack a dull boy.\n".repeat(50));
    Path file = directory.resolve("model.safetensors");

    // 1. a text, its characters, and a model of them
    Corpus corpus = Corpus.ofCharacters(TextSource.of(List.of(input), UTF_8));
    LanguageModel model =
        LanguageModel.build(LanguageModelOptions.characters(Cell.LSTM, 32), corpus.vocabulary(), 1);

    // 2. train it, with a listener that hears of every step
    LanguageTask task = new LanguageTask(model, corpus, TextOptions.chunks(4, 16));
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(8))
        .run(
            progress -> {
              if (progress.step() % 100 == 0) {
                System.out.printf("step %d: %.3f%n", progress.step(), progress.smoothedLoss());
              }
            });

    // 3. save it, load it somewhere else, let it write and judge
    Models.save(model, file);
    LanguageModel loaded = Models.load(file, LanguageModel.class);
    String written = loaded.generate("All work", Sampling.of(36).withTemperature(0.5f));
    double right = loaded.score("All work and no play").bitsPerToken();
    double wrong = loaded.score("All play and no krow").bitsPerToken();

    assertEquals(36, written.length());
    assertTrue(right < wrong, right + " bits, " + wrong + " bits");
  }

  @Test
  void theReadmesExampleIsThisOne() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int from = readme.indexOf("```java\n") + "```java\n".length();
    String example = unindented(readme.substring(from, readme.indexOf("```\n", from)));
    Path source =
        Path.of("src/test/java", EmbeddingExampleTest.class.getName().replace('.', '/') + ".java");

    assertTrue(example.lines().count() >= 20, example);
    assertTrue(
        unindented(Files.readString(source)).contains(example),
        "the README's example is not the tested one:\n" + example);
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
