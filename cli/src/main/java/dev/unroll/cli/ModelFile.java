package dev.unroll.cli;

import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.CharacterTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Which model a command reads.
final class ModelFile {
  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "A checkpoint, or a directory that unroll train wrote; unless given, that of the latest run"
              + " in the current directory.")
  private Path path;

  Path resolve() throws IOException {
    Path chosen = path;
    if (chosen == null) {
      chosen = RunDirectory.latest();
      if (chosen == null) {
        throw new IOException(
            "there is no %s here: name a checkpoint with --model FILE, or train one with unroll train"
                .formatted(RunDirectory.DEFAULT));
      }
    }
    return resolve(chosen);
  }

  /// The file itself, or the best model that a directory has.
  static Path resolve(Path path) {
    if (!Files.isDirectory(path)) {
      return path;
    }
    Path best = path.resolve(CharacterTrainer.BEST);
    Path latest = path.resolve(CharacterTrainer.LATEST);
    return Files.exists(best) || !Files.exists(latest) ? best : latest;
  }

  CharacterLanguageModel load() throws IOException {
    return CharacterLanguageModel.load(resolve());
  }
}
