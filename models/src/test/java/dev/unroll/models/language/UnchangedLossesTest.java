package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Training from the same initial weights gives the losses of the first character model, bit for bit: three
/// hundred steps for each cell it had, with one and two layers, as they were recorded before scopes, tasks and
/// the trainer replaced what it was made of.
final class UnchangedLossesTest {
  private static final int HIDDEN = 24;

  static Stream<String> recorded() throws IOException {
    try (InputStream in =
        UnchangedLossesTest.class.getResourceAsStream(
            "/language/losses-before-the-foundation.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList().stream();
    }
  }

  /// The text that was trained on.
  private static String text() {
    RandomStream random = new RandomStream(2026);
    StringBuilder text = new StringBuilder();
    int previous = 0;
    for (int i = 0; i < 12000; i++) {
      previous = random.nextInt(3) == 0 ? random.nextInt(29) : (previous * 7 + 3) % 29;
      text.append((char) ('A' + previous));
    }
    return text.toString();
  }

  /// The weights as they were drawn: one stream, parameter after parameter, uniform in ±1/√H, and the second
  /// bias, where it was not trained, drawn and thrown away.
  private static Map<String, Tensor> weights(Cell cell, int layers, boolean single, int tokens) {
    int gates = cell == Cell.LSTM ? 4 : cell.label().endsWith("gru") ? 3 : 1;
    String prefix = "recurrent." + (cell == Cell.GRU ? "gru_" : "");
    if (cell == Cell.RNN_RELU) {
      prefix = "recurrent.";
    }
    RandomStream random = new RandomStream(11);
    Map<String, Tensor> drawn = new LinkedHashMap<>();
    for (int k = 0; k < layers; k++) {
      int inputs = k == 0 ? tokens : HIDDEN;
      drawn.put(prefix + "weight_ih_l" + k, draw(random, gates * HIDDEN, inputs));
      drawn.put(prefix + "weight_hh_l" + k, draw(random, gates * HIDDEN, HIDDEN));
      drawn.put(prefix + "bias_ih_l" + k, draw(random, gates * HIDDEN));
      Tensor second = draw(random, gates * HIDDEN);
      if (!single) {
        drawn.put(prefix + "bias_hh_l" + k, second);
      }
    }
    drawn.put("decoder.weight", draw(random, tokens, HIDDEN));
    drawn.put("decoder.bias", draw(random, tokens));
    return drawn;
  }

  private static Tensor draw(RandomStream random, int... extents) {
    float bound = (float) (1 / Math.sqrt(HIDDEN));
    Tensor tensor = Tensor.zeros(Shape.of(extents));
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] = (2 * random.nextFloat() - 1) * bound;
    }
    return tensor;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void lossesAreThoseRecorded(String line) throws IOException {
    // 1. what was trained
    String[] words = line.split(" ");
    Cell cell = Cell.labelled(words[0]);
    int layers = Integer.parseInt(words[1]);
    boolean minCharRnn = words[2].equals("min-char-rnn");
    LanguageModelOptions options =
        LanguageModelOptions.characters(cell, HIDDEN).stacked(layers, Wiring.PLAIN, 0);
    TextOptions chunks = TextOptions.chunks(5, 7);
    TrainingOptions training = TrainingOptions.defaults();
    if (minCharRnn) {
      options = options.withSingleBias();
      chunks = MinCharRnn.text(25);
      training = MinCharRnn.training();
    }

    // 2. training
    Corpus corpus = Corpus.ofCharacters(TextSource.of(text()));
    Map<String, Tensor> weights =
        weights(cell, layers, options.biases() == Biases.ONE, corpus.vocabulary().size());
    Scope scope = Scope.stored(weights);
    LanguageModel model = new LanguageModel(options, corpus.vocabulary(), scope);
    scope.done();
    List<Integer> bits = new ArrayList<>();
    Trainer.start(new LanguageTask(model, corpus, chunks), training, TrainingLimits.steps(300))
        .run(progress -> bits.add(Float.floatToRawIntBits(progress.loss())));

    // 3. the losses
    assertEquals(300, bits.size());
    int[] wanted =
        Stream.of(words)
            .skip(3)
            .mapToInt(digits -> (int) HexFormat.fromHexDigitsToLong(digits))
            .toArray();
    assertArrayEquals(wanted, bits.stream().mapToInt(Integer::intValue).toArray());
  }
}
