package dev.unroll.models.checkpoint;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.layer.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.TreeMap;

/// Reads and writes models of any kind.
public final class Models {
  private Models() {}

  /// The model in a file, whatever its kind.
  ///
  /// @throws IOException with a message for people if the file is missing, damaged, something else, or of a
  ///     kind that nobody provides
  public static Model load(Path file) throws IOException {
    return build(Checkpoint.read(file));
  }

  /// The model in a file, which is to be of a class.
  ///
  /// @throws IOException as [#load(Path)], and if the model is of another kind, which the message names
  public static <M extends Model> M load(Path file, Class<M> type) throws IOException {
    Model model = load(file);
    if (!type.isInstance(model)) {
      throw new IOException(
          "%s: expected a %s, found a model of the kind '%s' (%s)"
              .formatted(
                  file, type.getSimpleName(), model.kind(), model.getClass().getSimpleName()));
    }
    return type.cast(model);
  }

  /// Writes a model to a file, replacing it at once and only when everything was written.
  ///
  /// @throws IOException if it cannot be written; what was there is intact
  /// @throws IllegalStateException if a parameter holds a NaN or an infinity: such a model is of no use
  public static void save(Model model, Path file) throws IOException {
    Checkpoint.of(model).write(file);
  }

  /// The model of a checkpoint, on its tensors.
  ///
  /// @throws MalformedFileException if something is missing or does not fit
  public static Model build(Checkpoint checkpoint) throws MalformedFileException {
    Kind<?> kind;
    try {
      kind = kind(checkpoint.section(Checkpoint.MODEL).text(Checkpoint.KIND));
    } catch (IllegalArgumentException e) {
      throw checkpoint.unusable(e);
    }
    return build(checkpoint, kind);
  }

  /// The model of a checkpoint, on its tensors, which is to be of a kind that need not be provided to service
  /// loaders.
  ///
  /// @throws MalformedFileException if it is of another kind, or something is missing or does not fit
  public static <M extends Model> M build(Checkpoint checkpoint, Kind<M> kind)
      throws MalformedFileException {
    Section section = checkpoint.section(Checkpoint.MODEL);
    try {
      String name = section.text(Checkpoint.KIND);
      if (!name.equals(kind.name())) {
        throw new IllegalArgumentException(
            "model.kind: expected %s, found '%s'".formatted(kind.name(), name));
      }
      Scope scope = Scope.stored(section.tensors());
      M model = kind.build(section.settings(), scope);
      scope.done();
      return model;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw checkpoint.unusable(e);
    }
  }

  /// The kind of a name.
  ///
  /// @throws IllegalArgumentException that lists the names there are
  public static Kind<?> kind(String name) {
    TreeMap<String, Kind<?>> kinds = new TreeMap<>();
    for (Kind<?> kind : ServiceLoader.load(Kind.class, Models.class.getClassLoader())) {
      kinds.put(kind.name(), kind);
    }
    Kind<?> kind = kinds.get(name);
    if (kind == null) {
      throw new IllegalArgumentException(
          "model.kind: expected one of %s, found '%s'; a module or jar that provides it must be on the path"
              .formatted(String.join(", ", kinds.keySet()), name));
    }
    return kind;
  }
}
