package dev.unroll.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The published weights: Keras 2.1 wrote them, for CuDNN.
final class TextGenRnnTest {
  private static final String FILE = "textgenrnn_weights.hdf5";
  private static final String SENTENCE = "The quick brown fox jumps over the lazy dog.";

  private static TextGenRnn model;

  @BeforeAll
  static void read() throws IOException {
    model =
        TextGenRnn.of(
            KerasFile.of(FILE, ModelFiles.bytes(FILE)),
            "vocab.json",
            ModelFiles.bytes("vocab.json"));
  }

  /// The other sentences, and the probabilities of all characters, are in VerificationTest.
  @Test
  void probabilitiesOfASentence() throws IOException {
    double[] expected = ModelFiles.expected(FILE).doubles("out.logprob0");
    Tolerance.check("sentence", expected, model.logProbabilities(SENTENCE));
  }

  @Test
  void writesEnglish() {
    String text = model.write("What is ", 0.2f, 12, new RandomStream(1));
    assertTrue(text.startsWith("What is "), text);
    assertEquals(text, model.write("What is ", 0.2f, 12, new RandomStream(1)));
    // Likely by its own measure: below two nats a character
    double sum = Arrays.stream(model.logProbabilities(text)).sum();
    assertTrue(sum / text.length() > -2, text + " " + sum);
  }

  @Test
  void otherFilesAreNotTakenForOne() throws IOException {
    assertTrue(TextGenRnn.matches(KerasFile.of(FILE, ModelFiles.bytes(FILE))));
    String other = "keras_lstm.weights.h5";
    assertFalse(TextGenRnn.matches(KerasFile.of(other, ModelFiles.bytes(other))));
    assertThrows(IllegalArgumentException.class, () -> model.logProbabilities("\u2603\u2604"));
  }
}
