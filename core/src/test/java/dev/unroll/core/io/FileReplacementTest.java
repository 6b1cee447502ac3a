package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class FileReplacementTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void thereIsAFile() throws IOException {
    file = Files.writeString(directory.resolve("model"), "old");
  }

  private static FileReplacement.Content text(String text) {
    return channel -> channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void onlyTheOldFileIsThere() throws IOException {
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static String refusal(Path target, FileReplacement.Content content) {
    return assertThrows(IOException.class, () -> FileReplacement.replace(target, content))
        .getMessage();
  }

  @Test
  void createsAndReplaces() throws IOException {
    FileReplacement.replace(file, text("new"));
    assertEquals("new", Files.readString(file));
    Path other = directory.resolve("x".repeat(255));
    FileReplacement.replace(other, text("other"));
    assertEquals("other", Files.readString(other));
    FileReplacement.replace(other, channel -> {});
    assertEquals(0, Files.size(other));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void aRelativePathIsBesideTheWorkingDirectory() throws IOException {
    Path relative = Path.of("").toAbsolutePath().relativize(file);
    FileReplacement.replace(relative, text("new"));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void theOldFileStaysUntilTheNewOneIsComplete() throws IOException {
    try (FileChannel reader = FileChannel.open(file, StandardOpenOption.READ)) {
      FileReplacement.replace(
          file,
          channel -> {
            text("new").writeTo(channel);
            assertEquals("old", Files.readString(file));
            channel.close();
            assertTrue(channel.isOpen(), "closing is left to the replacement");
          });
      ByteBuffer read = ByteBuffer.allocate(10);
      reader.read(read);
      assertEquals("old", new String(read.array(), 0, read.position(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void aFailingWriterLeavesTheOldFile() throws IOException {
    IOException full = new IOException("No space left on device");
    String message =
        refusal(
            file,
            channel -> {
              text("half").writeTo(channel);
              throw full;
            });
    assertEquals(
        "cannot write " + file + ": No space left on device; the file that was there is unchanged",
        message);
    onlyTheOldFileIsThere();
    for (Throwable failure :
        new Throwable[] {new IllegalStateException("x"), new OutOfMemoryError()}) {
      Throwable thrown =
          assertThrows(
              Throwable.class,
              () ->
                  FileReplacement.replace(
                      file,
                      channel -> {
                        text("half").writeTo(channel);
                        sneak(failure);
                      }));
      assertSame(failure, thrown);
      onlyTheOldFileIsThere();
    }
    Path fresh = directory.resolve("fresh");
    assertTrue(
        refusal(
                fresh,
                channel -> {
                  throw full;
                })
            .endsWith("nothing was written"));
    onlyTheOldFileIsThere();
  }

  private static void sneak(Throwable failure) {
    switch (failure) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(failure);
    }
  }

  @Test
  void anInterruptLeavesTheOldFile() throws IOException {
    String message =
        refusal(
            file,
            channel -> {
              Thread.currentThread().interrupt();
              text("half").writeTo(channel);
            });
    assertTrue(Thread.interrupted());
    assertTrue(message.contains(": interrupted; "), message);
    onlyTheOldFileIsThere();
  }

  @Test
  void whatCannotBeReplacedIsNamed() throws IOException {
    assertEquals(
        "cannot write " + directory + ": expected a file, found a directory",
        refusal(directory, text("new")));
    Path nowhere = directory.resolve("no/where");
    assertEquals(
        "cannot write " + nowhere + ": there is no directory " + nowhere.getParent(),
        refusal(nowhere, text("new")));
    Path below = file.resolve("below");
    assertEquals(
        "cannot write " + below + ": there is no directory " + file, refusal(below, text("new")));
    onlyTheOldFileIsThere();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void devicesAreLeftAlone() {
    Path device = Path.of("/dev/null");
    assertTrue(refusal(device, text("new")).contains("expected a regular file"));
    assertFalse(Files.isRegularFile(device));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void permissionsAreKept() throws IOException {
    for (String permissions : new String[] {"rw-------", "rw-rw-rw-", "rwxr-x--x"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
      FileReplacement.replace(file, text(permissions));
      assertEquals(permissions, Files.readString(file));
      assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
    // A new file has those of every file that a program creates.
    Path fresh = directory.resolve("fresh");
    FileReplacement.replace(fresh, text("new"));
    Path plain = Files.writeString(directory.resolve("plain"), "plain");
    assertEquals(Files.getPosixFilePermissions(plain), Files.getPosixFilePermissions(fresh));
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aWriteProtectedFileOrDirectoryIsRefused() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
    assumeFalse(Files.isWritable(file), "the superuser may write everywhere");
    assertEquals(
        "cannot write " + file + ": the file is write-protected", refusal(file, text("new")));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertEquals(
          "cannot write "
              + file
              + ": no permission to write in the directory "
              + directory
              + "; the file that was there is unchanged",
          refusal(file, text("new")));
    } finally {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    onlyTheOldFileIsThere();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void symbolicLinksLeadToTheFile() throws IOException {
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    Path first = Files.createSymbolicLink(elsewhere.resolve("first"), Path.of("../second"));
    Files.createSymbolicLink(directory.resolve("second"), Path.of("model"));
    FileReplacement.replace(first, text("new"));
    assertTrue(Files.isSymbolicLink(first));
    assertEquals("new", Files.readString(file));
    Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("target"));
    FileReplacement.replace(dangling, text("created"));
    assertEquals("created", Files.readString(directory.resolve("target")));
    Path circle = Files.createSymbolicLink(directory.resolve("circle"), Path.of("circle"));
    assertEquals(
        "cannot write " + circle + ": its symbolic links lead in a circle",
        refusal(circle, text("new")));
  }

  /// Runs [ReplaceInChild] under a limit of 64 KB for files, which the system enforces as it does the
  /// end of a disk: a write takes a part, the next one fails.
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void theSystemsOwnLimitLeavesTheOldFile() throws Exception {
    Process child = child("ulimit -f 64; exec ", file, "go on");
    String message = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(3, child.waitFor(), message);
    assertTrue(message.startsWith("cannot write " + file + ": "), message);
    assertTrue(message.strip().endsWith("the file that was there is unchanged"), message);
    onlyTheOldFileIsThere();
  }

  /// A process that dies in the middle leaves the old file, and beside it what it had written.
  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aProcessThatDiesLeavesTheOldFile() throws Exception {
    assertEquals(9, child("exec ", file, "halt").waitFor());
    assertEquals("old", Files.readString(file));
    try (Stream<Path> files = Files.list(directory)) {
      assertTrue(
          files
              .map(path -> path.getFileName().toString())
              .allMatch(name -> name.equals("model") || name.matches("\\.unroll-\\w+\\.tmp")));
    }
  }

  /// On a file system of a few KB: `-Dunroll.test.full.disk=/its/directory`.
  @Test
  void aFullDiskLeavesTheOldFile() throws IOException {
    String disk = System.getProperty("unroll.test.full.disk");
    assumeTrue(disk != null, "no small file system given");
    directory = Files.createTempDirectory(Path.of(disk), "unroll");
    thereIsAFile();
    String message =
        refusal(
            file,
            channel -> {
              for (int i = 0; i < 1 << 16; i++) {
                channel.write(ByteBuffer.allocate(4096));
              }
            });
    assertTrue(message.endsWith("; the file that was there is unchanged"), message);
    onlyTheOldFileIsThere();
    Files.delete(file);
    Files.delete(directory);
  }

  private static Process child(String before, Path file, String what) throws IOException {
    Path target = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();
    String[] command = {
      "bash",
      "-c",
      before + "\"$@\"",
      "bash",
      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
      "-XX:-UsePerfData",
      "-Xmx64m",
      "-cp",
      target.resolve("classes") + ":" + target.resolve("test-classes"),
      ReplaceInChild.class.getName(),
      file.toString(),
      what
    };
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // of which a JVM says that it took them
    return builder.start();
  }
}
