package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.text.TextFiles;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's example: build, fit with a listener, save, load, generate, score.
final class EmbeddingExampleTest {
  @Test
  void buildFitSaveLoadGenerateScore(@TempDir Path directory) throws IOException {
    Path input = directory.resolve("input.txt");
    Files.writeString(input, "All work and no play makes Jack a dull boy.\n".repeat(50));
    Path file = directory.resolve("model.safetensors");

    // 1. a text, its characters, and a model of them
    String text = TextFiles.read(input);
    CharacterLanguageModel model =
        CharacterLanguageModel.build(ModelOptions.of(Cell.LSTM, 32), Vocabulary.of(text), 1);

    // 2. train it, with a listener that hears of every step
    model.fit(
        text,
        TrainingOptions.defaults().withChunks(4, 16),
        TrainingLimits.epochs(8),
        progress -> {
          if (progress.step() % 100 == 0) {
            System.out.printf("step %d: %.3f nats%n", progress.step(), progress.smoothedLoss());
          }
        });

    // 3. save it, load it somewhere else, let it write and judge
    model.save(file);
    CharacterLanguageModel loaded = CharacterLanguageModel.load(file);
    String written = loaded.generate("All work", Sampling.of(36).withTemperature(0.5f));
    double right = loaded.score("All work and no play").bitsPerCharacter();
    double wrong = loaded.score("All play and no krow").bitsPerCharacter();

    assertEquals(36, written.length());
    assertTrue(right < wrong, right + " bits, " + wrong + " bits");
  }
}
