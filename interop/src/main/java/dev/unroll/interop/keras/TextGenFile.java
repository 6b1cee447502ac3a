package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.JsonReader;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.file.FileBytes;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.models.language.TextGenOptions;
import dev.unroll.models.language.TextGenRnn;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Weights that textgenrnn saved (`…_weights.hdf5`), with its vocabulary (`…_vocab.json`): a [TextGenRnn].
///
///     TextGenRnn model = TextGenFile.read(weights, vocabulary);
///     String text = model.generate("", Sampling.of(200).withTemperature(0.5f));
public final class TextGenFile {
  /// What textgenrnn reads unless it is told otherwise; its files of weights do not say.
  private static final int CONTEXT = 40;

  private TextGenFile() {}

  /// Reads a character model.
  ///
  /// @throws MalformedFileException if one of the files is not what it should be
  /// @throws IOException if the reading fails
  public static TextGenRnn read(Path weights, Path vocabulary) throws IOException {
    return of(KerasFile.read(weights), vocabulary.toString(), FileBytes.read(vocabulary));
  }

  /// Puts a character model together from a file of weights and a vocabulary, a JSON object of characters and ids from
  /// 1 on.
  ///
  /// @param name what to call the vocabulary in messages
  /// @throws MalformedFileException if one of the files is not what it should be
  public static TextGenRnn of(KerasFile weights, String name, byte[] vocabulary)
      throws MalformedFileException {
    JsonReader reader = new JsonReader(name, "vocabulary", vocabulary, 0);
    Map<String, Object> json = Config.object(name, "vocabulary", reader.value());
    reader.end();
    Map<String, Tensor> tensors = tensors(weights);
    int words = tensors.get("embedding.weight").shape().dimension(0);
    String[] tokens = new String[words - 1];
    for (Map.Entry<String, Object> entry : json.entrySet()) {
      if (!(entry.getValue() instanceof Long id) || id < 1 || id >= words) {
        throw new MalformedFileException(
            name,
            "expected ids from 1 to %d, found %s for %s"
                .formatted(
                    words - 1, entry.getValue(), MalformedFileException.quote(entry.getKey())));
      }
      tokens[(int) (long) id - 1] = entry.getKey();
    }
    if (Arrays.asList(tokens).contains(null)) {
      throw new MalformedFileException(
          name,
          "expected a token for each id from 1 to %d, found none for %d"
              .formatted(words - 1, Arrays.asList(tokens).indexOf(null) + 1));
    }
    return model(weights, tensors, name, List.of(tokens));
  }

  /// The model of weights whose vocabulary is not known: token `#k` is that with id k, the mark that with id 1.
  ///
  /// @throws MalformedFileException if the weights are others
  public static TextGenRnn withoutVocabulary(KerasFile weights) throws MalformedFileException {
    Map<String, Tensor> tensors = tensors(weights);
    String[] tokens = new String[tensors.get("embedding.weight").shape().dimension(0) - 1];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i == 0 ? TextGenRnn.MARK : "#" + (i + 1);
    }
    return model(weights, tensors, weights.name(), List.of(tokens));
  }

  /// Whether a file without an architecture has the weights of such a model.
  public static boolean matches(KerasFile weights) throws MalformedFileException {
    return !weights.hasArchitecture()
        && weights.weights().keySet().stream().anyMatch(path -> path.endsWith("/attention_W:0"))
        && weights.weights().containsKey("rnn_1/rnn_1/kernel:0");
  }

  private static TextGenRnn model(
      KerasFile weights, Map<String, Tensor> tensors, String vocabulary, List<String> tokens)
      throws MalformedFileException {
    try {
      int layers = 0;
      while (tensors.containsKey("rnn_" + (layers + 1) + ".weight_hh_l0")) {
        layers++;
      }
      TextGenOptions options =
          new TextGenOptions(
              Tokenizer.CHARACTERS,
              CONTEXT,
              tensors.get("embedding.weight").shape().dimension(1),
              tensors.get("rnn_1.weight_hh_l0").shape().dimension(1),
              layers);
      Scope scope = Scope.stored(tensors);
      TextGenRnn model =
          new TextGenRnn(options, TokenVocabulary.of(EnumSet.of(Special.PAD), tokens), scope);
      scope.done();
      return model;
    } catch (IllegalArgumentException e) {
      throw new MalformedFileException(
          tokens.contains(TextGenRnn.MARK) ? weights.name() : vocabulary, e.getMessage());
    }
  }

  /// The tensors by the names that the model has for them.
  private static Map<String, Tensor> tensors(KerasFile file) throws MalformedFileException {
    Map<String, NdArray> stored = file.weights();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Weights embedding = file.layer("embedding");
    tensors.put("embedding.weight", embedding.take(0, "embeddings", -1, -1));
    embedding.requireAllTaken();
    for (int k = 1; stored.containsKey("rnn_%1$d/rnn_%1$d/kernel:0".formatted(k)); k++) {
      Weights layer = file.layer("rnn_" + k);
      NdArray recurrent = stored.get("rnn_%1$d/rnn_%1$d/recurrent_kernel:0".formatted(k));
      int hidden = recurrent == null ? 1 : recurrent.shape().dimension(0);
      RecurrentWeights read = RecurrentReader.lstm(hidden, layer);
      layer.requireAllTaken();
      tensors.put("rnn_" + k + ".weight_ih_l0", read.weightIh());
      tensors.put("rnn_" + k + ".weight_hh_l0", read.weightHh());
      tensors.put("rnn_" + k + ".bias_ih_l0", read.biasIh());
      tensors.put("rnn_" + k + ".bias_hh_l0", read.biasHh());
    }
    Weights attention = file.layer("attention");
    tensors.put(
        "attention.weight", RecurrentCell.transpose(attention.take(0, "attention_W", -1, 1)));
    attention.requireAllTaken();
    Weights output = file.layer("output");
    tensors.put("output.weight", RecurrentCell.transpose(output.take(0, "kernel", -1, -1)));
    tensors.put("output.bias", output.take(1, "bias", -1));
    output.requireAllTaken();
    return tensors;
  }
}
