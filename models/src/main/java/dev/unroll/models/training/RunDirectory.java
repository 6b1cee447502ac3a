package dev.unroll.models.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The directory of a run, claimed by one trainer at a time: a second one, in this program or another, is
/// refused. The claim ends with [#close], or with the process.
///
/// It holds [#BEST], the best model so far, [#LATEST], all that is needed to go on, and [#HISTORY], how the
/// run went.
public final class RunDirectory implements AutoCloseable {
  /// The name of the checkpoint with the best model.
  public static final String BEST = "model.safetensors";

  /// The name of the checkpoint to resume from.
  public static final String LATEST = "last.safetensors";

  /// The name of the record of the run, one JSON object a line.
  public static final String HISTORY = "history.jsonl";

  private static final String LOCK = ".lock";

  /// The byte that is locked, beyond the text in the file: where locks are mandatory, it can still be read.
  private static final long LOCKED = Long.MAX_VALUE - 1;

  private final Path path;
  private final FileChannel channel;

  private RunDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Claims a directory, which is made if need be.
  ///
  /// @throws IOException if it cannot be written to, or another run holds it: the message says which
  public static RunDirectory claim(Path path) throws IOException {
    FileChannel channel;
    try {
      Files.createDirectories(path);
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      String reason = e instanceof FileSystemException file ? file.getReason() : null;
      throw new IOException(
          "cannot write to the directory %s: choose another one (%s)"
              .formatted(path, reason != null ? reason : e.getClass().getSimpleName()),
          e);
    }
    try {
      if (!lock(channel)) {
        throw new IOException(
            "the directory %s belongs to a run that is going on (%s): wait for its end, or choose another one"
                .formatted(path, holder(channel)));
      }
      byte[] holder =
          "process %d since %s"
              .formatted(
                  ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS))
              .getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(holder), 0);
      return new RunDirectory(path, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Whether the lock could be had; on a file system that knows no locks everybody has it.
  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock(LOCKED, 1, false);
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      System.getLogger(RunDirectory.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "the file system knows no locks: nothing keeps a second run from this directory",
              e);
      return true;
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(100);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
    return holder.isEmpty() ? "of an unknown process" : holder;
  }

  public Path path() {
    return path;
  }

  /// The file of the best model.
  public Path best() {
    return path.resolve(BEST);
  }

  /// The file to resume from.
  public Path latest() {
    return path.resolve(LATEST);
  }

  /// The file with the record of the run.
  public Path history() {
    return path.resolve(HISTORY);
  }

  /// Gives the directory free.
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
    }
  }
}
