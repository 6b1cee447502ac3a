package dev.unroll.models.training;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// The directory of a run, claimed by one trainer at a time: a second one, in this program or another, is
/// refused. The claim ends with [#close], or with the process.
///
/// It holds [#BEST], the best model so far, [#LATEST], all that is needed to go on, and it may hold [#HISTORY], a
/// record of what happened.
public final class RunDirectory implements AutoCloseable {
  /// The name of the checkpoint with the best model.
  public static final String BEST = "model.safetensors";

  /// The name of the checkpoint to resume from.
  public static final String LATEST = "last.safetensors";

  /// The name of the run's record.
  public static final String HISTORY = "history.jsonl";

  private static final String LOCK = ".lock";

  private static final Set<String> OF_NO_USE_ALONE = Set.of(LOCK, HISTORY);

  /// The byte that is locked, beyond the text in the file: where locks are mandatory, it can still be read.
  private static final long LOCKED = Long.MAX_VALUE - 1;

  /// The directories that this process has claimed. It asks here first: on some systems a process loses all
  /// its locks of a file when it closes that file, and be it a second time opened.
  private static final Set<Path> CLAIMED = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path real;
  private final FileChannel channel;

  private RunDirectory(Path path, Path real, FileChannel channel) {
    this.path = path;
    this.real = real;
    this.channel = channel;
  }

  /// Claims a directory, which is made if need be.
  ///
  /// @throws IOException if it cannot be written to, or another run holds it: the message says which
  public static RunDirectory claim(Path path) throws IOException {
    Path real;
    try {
      Files.createDirectories(path);
      real = path.toRealPath();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    if (!CLAIMED.add(real)) {
      throw claimed(path, "of this process");
    }
    boolean claimed = false;
    try {
      RunDirectory directory = claim(path, real);
      claimed = true;
      return directory;
    } finally {
      if (!claimed) {
        CLAIMED.remove(real);
      }
    }
  }

  private static RunDirectory claim(Path path, Path real) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              path.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    try {
      if (!lock(channel)) {
        throw claimed(path, holder(channel));
      }
      byte[] holder =
          "process %d since %s"
              .formatted(
                  ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.SECONDS))
              .getBytes(StandardCharsets.UTF_8);
      channel.truncate(0).write(ByteBuffer.wrap(holder), 0);
      return new RunDirectory(path, real, channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException unwritable(Path path, IOException e) {
    String reason = e instanceof FileSystemException file ? file.getReason() : null;
    return new IOException(
        "cannot write to the directory %s: choose another one (%s)"
            .formatted(path, reason != null ? reason : e.getClass().getSimpleName()),
        e);
  }

  private static IOException claimed(Path path, String holder) {
    return new IOException(
        "the directory %s belongs to a run that is going on (%s): wait for its end, or choose another one"
            .formatted(path, holder));
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

  /// The file of the run's record.
  public Path history() {
    return path.resolve(HISTORY);
  }

  /// Removes the directory, unless there is something in it besides the record of a run that saved nothing.
  /// It has to be closed nonetheless.
  public void removeIfEmpty() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      if (files.anyMatch(file -> !OF_NO_USE_ALONE.contains(file.getFileName().toString()))) {
        return;
      }
    }
    Files.deleteIfExists(history());
    Files.deleteIfExists(path.resolve(LOCK));
    try {
      Files.delete(path);
    } catch (DirectoryNotEmptyException e) {
      // Another run has begun here at this moment; it has a claim of its own.
    }
  }

  /// Gives the directory free.
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.truncate(0);
    } finally {
      CLAIMED.remove(real);
    }
  }
}
