package dev.unroll.cli;

import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The directory of a new run. If nothing was saved in it when it is closed, it goes again.
///
/// @param created whether it was not there before
record ClaimedRun(RunDirectory directory, boolean created) implements AutoCloseable {
  /// Claims a directory, as [RunDirectories#claimNew].
  static ClaimedRun of(RunDirectories directories, Path named) throws IOException {
    boolean created = named == null || !Files.exists(named);
    return new ClaimedRun(directories.claimNew(named), created);
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      if (created) {
        directory.removeIfEmpty();
      }
    }
  }
}
