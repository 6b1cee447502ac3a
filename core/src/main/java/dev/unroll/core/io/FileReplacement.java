package dev.unroll.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// Writes files so that whatever fails (the disk is full, the machine loses power, the writer throws)
/// the path names either the complete old file or the complete new one.
///
/// Source: Pillai et al., *All file systems are not created equal*, 2014: write beside, fsync, rename,
/// fsync the directory.
public final class FileReplacement {
  private static final int MAX_LINKS = 40;
  private static final DirectorySync DIRECTORIES = DirectorySync.ofSystem();

  private FileReplacement() {}

  /// Writes what a file is to hold.
  @FunctionalInterface
  public interface Content {
    /// Writes everything to a channel, each of whose writes takes the whole buffer.
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /// Creates a file or replaces the one that is there, durably and all at once: when this returns, the
  /// new contents are on the disk; when it throws, the old file is as it was and nothing else is left
  /// behind. Only a process that dies on the way leaves a file `.unroll-….tmp` in the directory.
  ///
  /// The permissions of a file that is there are kept; where the path is a symbolic link, the file it
  /// leads to is replaced. Readers that have the old file open go on reading the old contents. Where the
  /// file system cannot sync a directory, the new name is on the disk a little later; one warning says so.
  ///
  /// @throws IOException with one line that names the file and what stands in the way: no such
  ///     directory, one that cannot be written to, a file that is write-protected or no regular file, a
  ///     full disk, an exception of `content`
  public static void replace(Path target, Content content) throws IOException {
    replace(target, content, DIRECTORIES);
  }

  static void replace(Path target, Content content, DirectorySync directories) throws IOException {
    Path file = followLinks(target);
    boolean exists = checkReplaceable(target, file);
    Path beside = file.resolveSibling(temporaryName());
    boolean created = false;
    boolean replaced = false;
    try {
      // 1. A file beside it, no more readable to others than the one it is to replace.
      Set<PosixFilePermission> permissions = exists ? permissions(file) : null;
      try (FileChannel channel = create(beside, permissions)) {
        created = true;
        // 2. The contents, then everything down to the disk.
        content.writeTo(new WholeWrites(channel));
        if (permissions != null) {
          Files.setPosixFilePermissions(beside, permissions);
        }
        channel.force(true);
      }
      // 3. The new file takes the name of the old one in one step.
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      replaced = true;
      // 4. The name, too, down to the disk.
      directories.force(file.getParent());
    } catch (IOException e) {
      String state =
          replaced
              ? "it was replaced, but a power failure may undo that"
              : exists ? "the file that was there is unchanged" : "nothing was written";
      throw new IOException(
          "cannot write %s: %s; %s".formatted(target, reason(e, beside), state), e);
    } finally {
      if (created && !replaced) {
        Files.deleteIfExists(beside);
      }
    }
  }

  private static Path followLinks(Path target) throws IOException {
    Path file = target.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MAX_LINKS) {
        throw refused(target, "its symbolic links lead in a circle");
      }
      file = file.resolveSibling(Files.readSymbolicLink(file));
    }
    return file;
  }

  /// Whether the file exists, having checked that it may be replaced or created.
  private static boolean checkReplaceable(Path target, Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw refused(target, "expected a file, found a directory");
    }
    if (!Files.exists(file)) {
      if (!Files.isDirectory(file.getParent())) {
        throw refused(target, "there is no directory " + file.getParent());
      }
      return false;
    }
    if (!Files.isRegularFile(file)) {
      throw refused(target, "expected a regular file, found a device or the like");
    }
    if (!Files.isWritable(file)) {
      throw refused(target, "the file is write-protected");
    }
    return true;
  }

  private static IOException refused(Path target, String reason) {
    return new IOException("cannot write %s: %s".formatted(target, reason));
  }

  /// Short, whatever the length of the target's own name.
  private static String temporaryName() {
    return ".unroll-%016x.tmp".formatted(ThreadLocalRandom.current().nextLong());
  }

  /// The permissions of a file; null where the file system knows none.
  private static Set<PosixFilePermission> permissions(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? Files.getPosixFilePermissions(file)
        : null;
  }

  private static FileChannel create(Path file, Set<PosixFilePermission> permissions)
      throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    return permissions == null
        ? FileChannel.open(file, options, new FileAttribute<?>[0])
        : FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(permissions));
  }

  /// What an exception says, without the name of the temporary file, which means nothing to the user.
  private static String reason(IOException e, Path beside) {
    if (e instanceof ClosedByInterruptException) {
      return "interrupted";
    }
    if (e instanceof FileSystemException failure && beside.toString().equals(failure.getFile())) {
      return failure instanceof AccessDeniedException
          ? "no permission to write in the directory " + beside.getParent()
          : failure.getReason();
    }
    // The name of the class says what many messages of file exceptions leave out.
    return e.getClass() == IOException.class ? e.getMessage() : e.toString();
  }

  /// A channel that goes on writing until the buffer is empty.
  private record WholeWrites(FileChannel channel) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer source) throws IOException {
      int written = 0;
      while (source.hasRemaining()) {
        written += channel.write(source);
      }
      return written;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    /// Left to the replacement, which has to fsync first.
    @Override
    public void close() {}
  }
}
