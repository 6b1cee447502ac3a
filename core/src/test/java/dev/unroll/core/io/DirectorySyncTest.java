package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySyncTest {
  @TempDir private Path directory;
  private final List<String> warnings = new ArrayList<>();

  /// Keeps the messages.
  private final class Log implements System.Logger {
    @Override
    public String getName() {
      return "log";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      warnings.add(message);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      warnings.add(MessageFormat.format(format, parameters));
    }
  }

  private DirectorySync failing(IOException failure) {
    return new DirectorySync(
        _ -> {
          throw failure;
        },
        new Log());
  }

  @Test
  void aDirectoryThatCannotBeSyncedIsWarnedOfOnce() throws IOException {
    DirectorySync sync = failing(new IOException("Invalid argument"));
    Path file = directory.resolve("model");
    for (String text : List.of("first", "second", "third")) {
      FileReplacement.replace(
          file, channel -> channel.write(StandardCharsets.UTF_8.encode(text)), sync);
      assertEquals(text, Files.readString(file));
    }
    assertEquals(1, warnings.size(), warnings::toString);
    assertTrue(
        warnings.getFirst().contains(directory.toString())
            && warnings.getFirst().contains("Invalid argument"),
        warnings::toString);
  }

  @Test
  void aDirectoryThatMayNotBeReadIsNotWorthAWord() throws IOException {
    failing(new AccessDeniedException("there")).force(directory);
    assertEquals(List.of(), warnings);
  }

  @Test
  void anInterruptIsPassedOn() {
    DirectorySync sync = failing(new ClosedByInterruptException());
    assertThrows(ClosedByInterruptException.class, () -> sync.force(directory));
  }

  @Test
  void directoriesHereCanBeSynced() throws IOException {
    DirectorySync.ofSystem().force(directory);
  }
}
