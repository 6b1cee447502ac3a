package dev.unroll.cli;

import dev.unroll.models.old.CharacterTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a run of training keeps its checkpoints. No run ever overwrites another: without a name, each
/// gets a directory of its own, `unroll-model`, `unroll-model-2`, `unroll-model-3`…, and the one with the
/// highest number is the latest.
final class RunDirectory {
  static final String DEFAULT = "unroll-model";

  private RunDirectory() {}

  /// The directory of a new run.
  ///
  /// @param named what the user asked for, or null
  /// @throws IOException if it holds a run already
  static Path forNewRun(Path named) throws IOException {
    if (named == null) {
      int number = 1;
      while (Files.exists(numbered(number))) {
        number++;
      }
      return numbered(number);
    }
    for (String file : new String[] {CharacterTrainer.LATEST, CharacterTrainer.BEST}) {
      if (Files.exists(named.resolve(file))) {
        throw new IOException(
            "%s holds the model of an earlier run (%s): go on with it by --resume, or keep it and name another --out directory"
                .formatted(named, file));
      }
    }
    return named;
  }

  /// The directory of the run to resume.
  ///
  /// @param named what the user asked for, or null for the latest
  /// @throws IOException if there is nothing to resume
  static Path toResume(Path named) throws IOException {
    Path directory = named == null ? latest() : named;
    if (directory == null) {
      throw new IOException(
          "there is no %s here to resume: name its directory with --out DIR, or begin without --resume"
              .formatted(DEFAULT));
    }
    if (!Files.exists(directory.resolve(CharacterTrainer.LATEST))) {
      throw new IOException(
          "%s: there is nothing to resume (no %s): name the directory of a run with --out DIR, or begin without --resume"
              .formatted(directory, CharacterTrainer.LATEST));
    }
    return directory;
  }

  /// The latest of the directories that runs without a name made here, or null.
  static Path latest() {
    int number = 1;
    while (Files.exists(numbered(number))) {
      number++;
    }
    return number == 1 ? null : numbered(number - 1);
  }

  private static Path numbered(int number) {
    return Path.of(number == 1 ? DEFAULT : DEFAULT + "-" + number);
  }
}
