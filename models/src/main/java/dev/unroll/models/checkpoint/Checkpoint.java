package dev.unroll.models.checkpoint;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// A checkpoint: sections of strings and tensors in one safetensors file.
///
/// The section `model` holds the model: its kind and settings as metadata `model.kind`, `model.…`, its
/// parameters as tensors of their own names, so that other libraries find them. Every other section has its
/// strings as metadata `SECTION.KEY` and its tensors as `SECTION/NAME`. Checksums over the metadata and over
/// each tensor tell damage from contents.
public final class Checkpoint {
  /// The section of the model.
  public static final String MODEL = "model";

  /// The key of the model's kind in its section.
  public static final String KIND = "kind";

  static final String FORMAT = "unroll";
  static final String VERSION = "2";

  private final String name;
  private final Map<String, Section> sections = new LinkedHashMap<>();

  private Checkpoint(String name) {
    this.name = name;
  }

  /// A checkpoint with a model and nothing else; its tensors are shared, not copied.
  public static Checkpoint of(Model model) {
    return of(model, Parameter::value);
  }

  /// A checkpoint with a model as it is now, whatever becomes of it.
  public static Checkpoint copyOf(Model model) {
    return of(model, parameter -> parameter.value().copy());
  }

  private static Checkpoint of(Model model, Function<Parameter, Tensor> value) {
    Checkpoint checkpoint = new Checkpoint("new checkpoint");
    Section section = checkpoint.section(MODEL).put(KIND, model.kind()).put(model.settings());
    for (Parameter parameter : model.parameters()) {
      section.put(parameter.name(), value.apply(parameter));
    }
    return checkpoint;
  }

  /// The section of a name, made when first asked for.
  public Section section(String section) {
    return sections.computeIfAbsent(section, Section::new);
  }

  public boolean has(String section) {
    return sections.containsKey(section);
  }

  /// All sections.
  public Collection<Section> sections() {
    return Collections.unmodifiableCollection(sections.values());
  }

  /// Adds something's section.
  public Checkpoint add(Resumable resumable) {
    resumable.save(section(resumable.section()));
    return this;
  }

  /// Restores something from its section.
  ///
  /// @throws MalformedFileException if something is missing or does not fit
  public void restore(Resumable resumable) throws MalformedFileException {
    try {
      resumable.restore(section(resumable.section()));
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /// Writes the file, replacing one that is there at once.
  ///
  /// @throws IOException if it cannot be written; what was there is intact
  /// @throws IllegalStateException if a tensor of the model holds a NaN or an infinity
  public void write(Path file) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    metadata.put("format", FORMAT);
    metadata.put("version", VERSION);
    for (Section section : sections.values()) {
      boolean model = section.name().equals(MODEL);
      section.strings().forEach((key, value) -> metadata.put(section.name() + "." + key, value));
      section
          .tensors()
          .forEach(
              (key, tensor) -> {
                if (model) {
                  requireFinite(key, tensor);
                }
                tensors.put(model ? key : section.name() + "/" + key, tensor);
              });
    }
    Checksums.add(metadata, tensors);
    SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
    tensors.forEach(writer::add);
    writer.write(file);
  }

  private static void requireFinite(String key, Tensor tensor) {
    float[] data = tensor.data();
    for (int i = tensor.offset(); i < tensor.offset() + tensor.elements(); i++) {
      if (!Float.isFinite(data[i])) {
        throw new IllegalStateException(
            "%s holds %s: a model that has diverged is not saved".formatted(key, data[i]));
      }
    }
  }

  /// Reads and verifies a file.
  ///
  /// @throws IOException with one line that says what is wrong with it
  public static Checkpoint read(Path file) throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      Map<String, String> metadata = new LinkedHashMap<>(source.metadata());
      requireFormat(file, metadata);
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (String tensor : source.names()) {
        tensors.put(tensor, source.tensor(tensor));
      }
      Checksums.verify(file.toString(), metadata, tensors);
      Checkpoint checkpoint = new Checkpoint(file.toString());
      metadata.remove("format");
      metadata.remove("version");
      metadata.forEach(checkpoint::sort);
      tensors.forEach(checkpoint::sort);
      return checkpoint;
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  private static void requireFormat(Path file, Map<String, String> metadata)
      throws MalformedFileException {
    String format = metadata.get("format");
    if (!FORMAT.equals(format)) {
      throw new MalformedFileException(
          file.toString(),
          format != null && format.startsWith("unroll ")
              ? "was written by a version of unroll before 2 of the format: train the model again"
              : "is a safetensors file, but not a checkpoint of unroll: its metadata lack format = "
                  + MalformedFileException.quote(FORMAT)
                  + " (unroll import reads models of other libraries)");
    }
    if (!VERSION.equals(metadata.get("version"))) {
      throw new MalformedFileException(
          file.toString(),
          "expected version %s of the format, found %s"
              .formatted(
                  VERSION, MalformedFileException.quote(metadata.getOrDefault("version", ""))));
    }
  }

  private void sort(String key, String value) {
    int dot = Math.max(0, key.indexOf('.'));
    section(key.substring(0, dot)).put(key.substring(dot + 1), value);
  }

  private void sort(String key, Tensor tensor) {
    int slash = key.indexOf('/');
    if (slash < 0) {
      section(MODEL).put(key, tensor);
    } else {
      section(key.substring(0, slash)).put(key.substring(slash + 1), tensor);
    }
  }

  /// What is wrong with this checkpoint, for people.
  public MalformedFileException unusable(RuntimeException problem) {
    return new MalformedFileException(name, "is not a usable checkpoint: " + problem.getMessage());
  }
}
