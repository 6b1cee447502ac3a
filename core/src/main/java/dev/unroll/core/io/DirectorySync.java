package dev.unroll.core.io;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/// Brings the names in a directory down to the disk, where its file system can do that.
///
/// Some network file systems cannot (they answer EINVAL). That is no reason to give up: the file is on the
/// disk, its name will be soon. One warning says so.
final class DirectorySync {
  /// Makes a directory's names durable.
  @FunctionalInterface
  interface Force {
    void force(Path directory) throws IOException;
  }

  private final Force force;
  private final System.Logger logger;
  private final AtomicBoolean warned = new AtomicBoolean();

  DirectorySync(Force force, System.Logger logger) {
    this.force = force;
    this.logger = logger;
  }

  static DirectorySync ofSystem() {
    return new DirectorySync(DirectorySync::fsync, System.getLogger("dev.unroll.core.io"));
  }

  /// @throws ClosedByInterruptException if the thread is interrupted
  void force(Path directory) throws ClosedByInterruptException {
    try {
      force.force(directory);
    } catch (ClosedByInterruptException e) {
      throw e;
    } catch (AccessDeniedException e) {
      // Windows opens no directory, its file systems journal names by themselves; elsewhere the
      // user
      // may write in the directory without being allowed to read it.
    } catch (IOException e) {
      if (!warned.getAndSet(true)) {
        logger.log(
            System.Logger.Level.WARNING,
            "the directory {0} cannot be synced ({1}): a power failure may bring back old files",
            directory,
            e.getMessage());
      }
    }
  }

  private static void fsync(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
