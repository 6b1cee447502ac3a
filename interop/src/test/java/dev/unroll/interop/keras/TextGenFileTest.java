package dev.unroll.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.Sampling;
import dev.unroll.models.language.TextGenRnn;
import dev.unroll.models.text.UnknownTokenException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The published weights: Keras 2.1 wrote them, for CuDNN.
final class TextGenFileTest {
  private static final String FILE = "textgenrnn_weights.hdf5";
  private static final String SENTENCE = "The quick brown fox jumps over the lazy dog.";

  private static TextGenRnn model;

  @BeforeAll
  static void read() throws IOException {
    model =
        TextGenFile.of(
            KerasFile.of(FILE, ModelFiles.bytes(FILE)),
            "vocab.json",
            ModelFiles.bytes("vocab.json"));
  }

  /// The other sentences, and the probabilities of all characters, are in VerificationTest.
  @Test
  void probabilitiesOfASentence() throws IOException {
    double[] expected = ModelFiles.expected(FILE).doubles("out.logprob0");
    int[] ids = model.alone(model.vocabulary().encode(SENTENCE, model.tokenizer()));
    Tolerance.check("sentence", expected, model.logProbabilities(ids, Workers.CALLER));
    double sum = 0;
    for (double each : expected) {
      sum += each;
    }
    assertEquals(-sum, model.score(SENTENCE).nats(), 1e-3);
  }

  @Test
  void writesEnglish() {
    Sampling sampling = Sampling.of(12).withTemperature(0.2f);
    String text = "What is " + model.generate("What is ", sampling);
    assertEquals(text, "What is " + model.generate("What is ", sampling));
    // Likely by its own measure: below two nats a character
    assertTrue(model.score(text).natsPerToken() < 2, text);
  }

  @Test
  void isSavedAsAModelOfThisLibrary(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    TextGenRnn loaded = Models.load(file, TextGenRnn.class);
    assertEquals(model.score("Why?"), loaded.score("Why?"));
  }

  @Test
  void otherFilesAreNotTakenForOne() throws IOException {
    assertTrue(TextGenFile.matches(KerasFile.of(FILE, ModelFiles.bytes(FILE))));
    String other = "keras_lstm.weights.h5";
    assertFalse(TextGenFile.matches(KerasFile.of(other, ModelFiles.bytes(other))));
    assertThrows(UnknownTokenException.class, () -> model.score("\u2603\u2604"));
  }

  @Test
  void aVocabularyThatDoesNotFitIsRefused() throws IOException {
    KerasFile weights = KerasFile.of(FILE, ModelFiles.bytes(FILE));
    refuses(weights, "{\"a\": 1, \"<s>\": 465}", "expected ids from 1 to 464, found 465");
    refuses(weights, "{\"a\": 1, \"<s>\": 2}", "found none for 3");
    String whole = new String(ModelFiles.bytes("vocab.json"), StandardCharsets.UTF_8);
    refuses(weights, whole.replace("<s>", "<t>"), "the vocabulary lacks the mark <s>");
  }

  private static void refuses(KerasFile weights, String vocabulary, String message) {
    byte[] bytes = vocabulary.getBytes(StandardCharsets.UTF_8);
    String said =
        assertThrows(MalformedFileException.class, () -> TextGenFile.of(weights, "vocab", bytes))
            .getMessage();
    assertTrue(said.contains(message), said);
  }
}
