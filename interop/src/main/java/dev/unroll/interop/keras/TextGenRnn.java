package dev.unroll.interop.keras;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.JsonReader;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.file.FileBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The character model of textgenrnn (Woolf 2017) with the weights that were published with it:
///
///     TextGenRnn model = TextGenRnn.read(weights, vocabulary);
///     String text = model.write("", 0.5f, 200, RandomStream.of(1));
///
/// Recurrent layers on one another over embedded characters; what all of them and the embedding say at each
/// step, side by side, is averaged over time by attention, and the average gives the next character:
///
///     e = embedding(ids)      a₁ = rnn_1(e)      a₂ = rnn_2(a₁)      x = [e, a₁, a₂]
///     p = softmax(W · attention-weighted average of x + b)
///
/// It looks at the last [#CONTEXT] characters; shorter contexts are filled up from the left with id 0, which
/// attention does not leave out. Texts begin and end with the mark `<s>`.
public final class TextGenRnn {
  /// How many characters the model looks at.
  public static final int CONTEXT = 40;

  private static final String MARK = "<s>";

  private final KerasModel model;
  private final Map<String, Integer> ids;
  private final String[] characters;

  private TextGenRnn(KerasModel model, Map<String, Integer> ids, String[] characters) {
    this.model = model;
    this.ids = ids;
    this.characters = characters;
  }

  /// Reads weights that textgenrnn saved (`…_weights.hdf5`) and its vocabulary (`…_vocab.json`).
  ///
  /// @throws MalformedFileException if one of them is not what it should be
  /// @throws IOException if the reading fails
  public static TextGenRnn read(Path weights, Path vocabulary) throws IOException {
    return of(KerasFile.read(weights), vocabulary.toString(), FileBytes.read(vocabulary));
  }

  /// Puts the model together from a file of weights and a vocabulary, a JSON object of characters and ids from
  /// 1 on.
  ///
  /// @param name what to call the vocabulary in messages
  public static TextGenRnn of(KerasFile weights, String name, byte[] vocabulary)
      throws MalformedFileException {
    JsonReader reader = new JsonReader(name, "vocabulary", vocabulary, 0);
    Map<String, Object> json = Config.object(name, "vocabulary", reader.value());
    reader.end();
    KerasModel model = model(weights);
    int words = model.tensors().get("embedding.weight").shape().dimension(0);
    Map<String, Integer> ids = new HashMap<>();
    String[] characters = new String[words];
    for (Map.Entry<String, Object> entry : json.entrySet()) {
      if (!(entry.getValue() instanceof Long id) || id < 1 || id >= words) {
        throw new MalformedFileException(
            name,
            "expected ids from 1 to %d, found %s for %s"
                .formatted(
                    words - 1, entry.getValue(), MalformedFileException.quote(entry.getKey())));
      }
      ids.put(entry.getKey(), (int) (long) id);
      characters[(int) (long) id] = entry.getKey();
    }
    if (!ids.containsKey(MARK)) {
      throw new MalformedFileException(name, "expected the mark <s> in the vocabulary");
    }
    return new TextGenRnn(model, ids, characters);
  }

  /// Whether a file without an architecture has the weights of such a model.
  public static boolean matches(KerasFile weights) throws MalformedFileException {
    return !weights.hasArchitecture()
        && weights.weights().keySet().stream().anyMatch(path -> path.endsWith("/attention_W:0"))
        && weights.weights().containsKey("rnn_1/rnn_1/kernel:0");
  }

  /// The model of such a file, whose input are `[N,T]` ids and whose output are `[N,V]` probabilities.
  ///
  /// @throws MalformedFileException if its weights are others
  public static KerasModel model(KerasFile weights) throws MalformedFileException {
    return weights.model(architecture(weights));
  }

  /// The architecture that the weights' names and shapes belong to, as textgenrnn builds it.
  private static KerasFile architecture(KerasFile file) throws MalformedFileException {
    Map<String, NdArray> weights = file.weights();
    NdArray embedding = weights.get("embedding/embedding/embeddings:0");
    NdArray output = weights.get("output/output/kernel:0");
    if (embedding == null
        || output == null
        || embedding.shape().rank() != 2
        || output.shape().rank() != 2) {
      throw new MalformedFileException(
          file.name(),
          "expected the weights of textgenrnn: embedding, rnn_1, …, attention, output");
    }
    StringBuilder layers =
        new StringBuilder(
            """
            {"class_name": "InputLayer", "name": "input", "config": {"name": "input"}, "inbound_nodes": []},
            {"class_name": "Embedding", "name": "embedding", "config": {"name": "embedding",
             "input_dim": %d, "output_dim": %d}, "inbound_nodes": [[["input", 0, 0]]]},
            """
                .formatted(embedding.shape().dimension(0), embedding.shape().dimension(1)));
    StringBuilder together = new StringBuilder("[\"embedding\", 0, 0]");
    String below = "embedding";
    int count = 0;
    NdArray recurrent = weights.get("rnn_1/rnn_1/recurrent_kernel:0");
    while (recurrent != null && recurrent.shape().rank() == 2) {
      String name = "rnn_" + ++count;
      layers.append(
          """
          {"class_name": "LSTM", "name": "%1$s", "config": {"name": "%1$s", "units": %2$d,
           "activation": "tanh", "recurrent_activation": "sigmoid", "return_sequences": true},
           "inbound_nodes": [[["%3$s", 0, 0]]]},
          """
              .formatted(name, recurrent.shape().dimension(0), below));
      together.append(", [\"").append(name).append("\", 0, 0]");
      below = name;
      recurrent = weights.get("rnn_%1$d/rnn_%1$d/recurrent_kernel:0".formatted(count + 1));
    }
    layers.append(
        """
        {"class_name": "Concatenate", "name": "rnn_concat", "config": {"name": "rnn_concat"},
         "inbound_nodes": [[%s]]},
        {"class_name": "AttentionWeightedAverage", "name": "attention",
         "config": {"name": "attention"}, "inbound_nodes": [[["rnn_concat", 0, 0]]]},
        {"class_name": "Dense", "name": "output", "config": {"name": "output", "units": %d,
         "activation": "softmax"}, "inbound_nodes": [[["attention", 0, 0]]]}
        """
            .formatted(together, output.shape().dimension(1)));
    String json =
        """
        {"class_name": "Model", "config": {"layers": [%s], "input_layers": [["input", 0, 0]],
         "output_layers": [["output", 0, 0]]}}
        """
            .formatted(layers);
    return KerasFile.of(file.name(), json.getBytes(StandardCharsets.UTF_8));
  }

  /// The model by itself.
  public KerasModel model() {
    return model;
  }

  /// The natural logarithms of the probability of each character of a text and of the mark that ends it,
  /// each given all before it.
  ///
  /// @throws IllegalArgumentException for a character that is not in the vocabulary
  public double[] logProbabilities(String text) {
    int[] sequence = encode(text);
    double[] logs = new double[sequence.length - 1];
    Tensor p = model.run(contexts(sequence, logs.length));
    for (int i = 0; i < logs.length; i++) {
      logs[i] = StrictMath.log(p.get(i, sequence[i + 1]));
    }
    return logs;
  }

  /// Goes on with a text, one character after another, until its end or for so many characters.
  ///
  /// @param temperature 1 for the model's own probabilities; the lower, the more often the likeliest
  /// @return the text with what was added
  /// @throws IllegalArgumentException for a character that is not in the vocabulary
  public String write(String beginning, float temperature, int limit, RandomStream random) {
    int[] encoded = encode(beginning);
    List<Integer> sequence = new ArrayList<>();
    for (int i = 0; i < encoded.length - 1; i++) {
      sequence.add(encoded[i]);
    }
    StringBuilder text = new StringBuilder(beginning);
    for (int i = 0; i < limit; i++) {
      int[] before = sequence.stream().mapToInt(Integer::intValue).toArray();
      int[] context = new int[CONTEXT];
      fill(context, 0, before, before.length);
      Tensor next = model.run(NdArray.of(Shape.of(1, CONTEXT), context));
      int id = draw(next, temperature, random);
      if (characters[id] == null || characters[id].equals(MARK)) {
        break;
      }
      text.append(characters[id]);
      sequence.add(id);
    }
    return text.toString();
  }

  /// Draws from probabilities to the power of 1/temperature.
  private static int draw(Tensor probabilities, float temperature, RandomStream random) {
    double[] weights = new double[probabilities.elements()];
    double sum = 0;
    for (int id = 1; id < weights.length; id++) {
      weights[id] = StrictMath.pow(probabilities.data()[id], 1 / (double) temperature);
      sum += weights[id];
    }
    double left = random.nextDouble() * sum;
    int id = 1;
    while (id < weights.length - 1 && left >= weights[id]) {
      left -= weights[id++];
    }
    return id;
  }

  /// What the model looks at behind the first, the first two, … ids of a sequence: `[count,40]`.
  public static NdArray contexts(int[] ids, int count) {
    int[] contexts = new int[Math.multiplyExact(count, CONTEXT)];
    for (int i = 0; i < count; i++) {
      fill(contexts, i * CONTEXT, ids, i + 1);
    }
    return NdArray.of(Shape.of(count, CONTEXT), contexts);
  }

  /// The last of the first `count` ids of a sequence, as a context.
  private static void fill(int[] contexts, int at, int[] sequence, int count) {
    int known = Math.min(CONTEXT, count);
    System.arraycopy(sequence, count - known, contexts, at + CONTEXT - known, known);
  }

  /// The ids of a text between marks.
  private int[] encode(String text) {
    int[] sequence = new int[text.codePointCount(0, text.length()) + 2];
    Arrays.fill(sequence, ids.get(MARK));
    int i = 1;
    for (int at = 0; at < text.length(); i++) {
      String character = Character.toString(text.codePointAt(at));
      Integer id = ids.get(character);
      if (id == null) {
        throw new IllegalArgumentException(
            "expected characters of the vocabulary, got "
                + MalformedFileException.quote(character));
      }
      sequence[i] = id;
      at += character.length();
    }
    return sequence;
  }
}
