package dev.unroll.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The published weights: Keras 2.1 wrote them, for CuDNN.
final class TextGenRnnTest {
  private static final String FILE = "textgenrnn_weights.hdf5";
  private static final List<String> SENTENCES =
      List.of(
          "The quick brown fox jumps over the lazy dog.",
          "Why I decided to quit my job and start a company",
          "What is the best advice you have ever been given?");

  private static TextGenRnn model;

  @BeforeAll
  static void read() throws IOException {
    model =
        TextGenRnn.of(
            KerasFile.of(FILE, ModelFiles.bytes(FILE)),
            "vocab.json",
            ModelFiles.bytes("vocab.json"));
  }

  @Test
  void probabilitiesOfSentences() throws IOException {
    SafetensorsFile expected = ModelFiles.expected(FILE);
    for (int k = 0; k < SENTENCES.size(); k++) {
      Tolerance.check(
          "sentence " + k,
          expected.doubles("out.logprob" + k),
          model.logProbabilities(SENTENCES.get(k)));
    }
  }

  @Test
  void allProbabilitiesAtTheLastPosition() throws IOException {
    SafetensorsFile expected = ModelFiles.expected(FILE);
    for (int k = 0; k < SENTENCES.size(); k++) {
      int[] ids = expected.ints("in.ids" + k);
      int[] context = Arrays.copyOfRange(ids, ids.length - 41, ids.length - 1);
      double[] logs = NdArray.of(model.model().run(NdArray.of(Shape.of(1, 40), context))).doubles();
      for (int i = 0; i < logs.length; i++) {
        logs[i] = StrictMath.log(logs[i]);
      }
      Tolerance.check("sentence " + k, expected.doubles("out.last_logprobs" + k), logs);
    }
  }

  @Test
  void writesEnglish() {
    String text = model.write("What is ", 0.2f, 30, new RandomStream(1));
    assertTrue(text.startsWith("What is "), text);
    assertEquals(text, model.write("What is ", 0.2f, 30, new RandomStream(1)));
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
