package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Which model a command reads.
final class ModelFile {
  static final String DESCRIPTION =
      "A checkpoint, or a directory that unroll train wrote; unless given, that of the latest run in the"
          + " current directory.";

  @Option(names = "--model", paramLabel = "FILE", description = DESCRIPTION)
  private Path path;

  /// The file that a path stands for: itself, or the best model that a directory has.
  ///
  /// @param given null for the latest run here
  /// @throws IOException if there is none
  static Path resolve(Path given) throws IOException {
    Path chosen = given;
    if (chosen == null) {
      Optional<Path> latest = RunDirectories.here().latest();
      chosen =
          latest.orElseThrow(
              () ->
                  new IOException(
                      "there is no %s here: name a checkpoint, or make one with unroll train"
                          .formatted(RunDirectories.DEFAULT)));
    }
    if (!Files.isDirectory(chosen)) {
      return chosen;
    }
    Path best = chosen.resolve(RunDirectory.BEST);
    Path latest = chosen.resolve(RunDirectory.LATEST);
    return Files.exists(best) || !Files.exists(latest) ? best : latest;
  }

  /// The model, which is to be of a class.
  ///
  /// @param what such models are called
  private static <M extends Model> M load(Path given, Class<M> type, String what)
      throws IOException {
    Path file = resolve(given);
    Model model = Stage.BUILDING.run(() -> Models.load(file));
    if (!type.isInstance(model)) {
      throw new IOException(
          "%s: expected %s, found a model of the kind %s"
              .formatted(file, what, MalformedFileException.quote(model.kind())));
    }
    return type.cast(model);
  }

  /// The model, which is to be of one of the kinds that know what follows in a text.
  TextModel loadTextModel() throws IOException {
    return loadTextModel(path);
  }

  /// [#loadTextModel()] of a path as for [#resolve].
  static TextModel loadTextModel(Path given) throws IOException {
    return load(given, TextModel.class, "a language model");
  }
}
