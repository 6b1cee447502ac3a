package dev.unroll.models.old;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// A checkpoint as named tensors and strings, in a safetensors file.
///
/// The model's parameters have their names in torch.nn; everything else in the file has a prefix
/// (`optimizer.`, `state.`) or is a string of the metadata. A checksum over all of it tells damage
/// from a model.
final class Checkpoint {
  static final String FORMAT = "unroll character model";
  private static final String VERSION = "1";
  private static final String CHECKSUM = "checksum";

  private final String name;
  private final Map<String, String> metadata;
  private final Map<String, Tensor> tensors;

  private Checkpoint(String name, Map<String, String> metadata, Map<String, Tensor> tensors) {
    this.name = name;
    this.metadata = metadata;
    this.tensors = tensors;
  }

  /// A checkpoint with a model and nothing else; its tensors are shared, not copied.
  static Checkpoint ofModel(CharacterLanguageModel model) {
    Map<String, String> metadata = new LinkedHashMap<>();
    ModelOptions options = model.options();
    metadata.put("format", FORMAT);
    metadata.put("version", VERSION);
    metadata.put("model.cell", options.cell().label());
    metadata.put("model.hidden", Integer.toString(options.hidden()));
    metadata.put("model.layers", Integer.toString(options.layers()));
    metadata.put("model.dropout", Float.toString(options.dropout()));
    metadata.put("model.single_bias", Boolean.toString(options.singleBias()));
    metadata.put("model.vocabulary", model.vocabulary().characters());
    return new Checkpoint("new checkpoint", metadata, new LinkedHashMap<>(model.tensors()));
  }

  /// Adds a string.
  Checkpoint put(String key, Object value) {
    metadata.put(key, value.toString());
    return this;
  }

  /// Adds strings under a prefix.
  Checkpoint putAll(String prefix, Map<String, String> strings) {
    strings.forEach((key, value) -> metadata.put(prefix + key, value));
    return this;
  }

  /// Adds tensors under a prefix, shared, not copied.
  Checkpoint addAll(String prefix, Map<String, Tensor> more) {
    more.forEach((key, tensor) -> tensors.put(prefix + key, tensor));
    return this;
  }

  /// Replaces the file at once.
  void write(Path file) throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter();
    metadata.forEach(writer::metadata);
    writer.metadata(CHECKSUM, Checksum.of(metadata, tensors));
    tensors.forEach(writer::add);
    writer.write(file);
  }

  /// Reads and verifies a file.
  ///
  /// @throws IOException with one line that says what is wrong with it
  static Checkpoint load(Path file) throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      Map<String, String> metadata = new LinkedHashMap<>(source.metadata());
      String format = metadata.get("format");
      if (!FORMAT.equals(format)) {
        throw new MalformedFileException(
            file.toString(),
            "is a safetensors file, but not a character model of unroll: its metadata lack format = "
                + MalformedFileException.quote(FORMAT));
      }
      if (!VERSION.equals(metadata.get("version"))) {
        throw new MalformedFileException(
            file.toString(),
            "expected version %s of the format, found %s"
                .formatted(
                    VERSION, MalformedFileException.quote(metadata.getOrDefault("version", ""))));
      }
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String tensor : source.names()) {
        tensors.put(tensor, source.tensor(tensor));
      }
      String checksum = metadata.remove(CHECKSUM);
      if (!Checksum.of(metadata, tensors).equals(checksum)) {
        throw new MalformedFileException(
            file.toString(), "is damaged: its contents do not match their checksum");
      }
      return new Checkpoint(file.toString(), metadata, tensors);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  /// The model, on this checkpoint's tensors.
  ///
  /// @throws MalformedFileException if something is missing or does not fit
  CharacterLanguageModel model() throws MalformedFileException {
    try {
      ModelOptions options = modelOptions();
      Vocabulary vocabulary = Vocabulary.of(text("model.vocabulary"));
      return CharacterLanguageModel.build(options, vocabulary, Initializer.stored(tensors));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw malformed(e);
    }
  }

  private ModelOptions modelOptions() {
    return new ModelOptions(
        Cell.labelled(text("model.cell")),
        integer("model.hidden"),
        integer("model.layers"),
        (float) number("model.dropout"),
        Boolean.parseBoolean(text("model.single_bias")));
  }

  /// What is wrong with this checkpoint, for people.
  MalformedFileException malformed(RuntimeException problem) {
    return new MalformedFileException(name, "is not a usable checkpoint: " + problem.getMessage());
  }

  boolean has(String key) {
    return metadata.containsKey(key);
  }

  /// A string of the metadata.
  ///
  /// @throws IllegalArgumentException if it is missing
  String text(String key) {
    String value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the metadata lack " + key);
    }
    return value;
  }

  int integer(String key) {
    return (int) whole(key, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  long whole(String key) {
    return whole(key, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long whole(String key, long low, long high) {
    try {
      long value = Long.parseLong(text(key));
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException e) {
      // falls through to the message
    }
    throw new IllegalArgumentException(
        "%s: expected a whole number, found %s"
            .formatted(key, MalformedFileException.quote(text(key))));
  }

  double number(String key) {
    try {
      return Double.parseDouble(text(key));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: expected a number, found %s".formatted(key, MalformedFileException.quote(text(key))),
          e);
    }
  }

  /// The strings whose keys begin with a prefix, without it.
  Map<String, String> texts(String prefix) {
    return under(prefix, metadata);
  }

  /// The tensors whose names begin with a prefix, without it.
  Map<String, Tensor> tensors(String prefix) {
    return under(prefix, tensors);
  }

  private static <T> Map<String, T> under(String prefix, Map<String, T> all) {
    Map<String, T> found = new LinkedHashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }
}
