package dev.unroll.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;

/// The standard error that the launcher script hands over.
///
/// The script filters what the JVM itself writes to standard error and passes the real one as file
/// descriptor 3, whose name is in the system property `unroll.stderr`.
final class StandardError {
  private static final int HANDED_OVER = 3;
  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  /// Makes the launcher's stream `System.err`.
  static void adopt() {
    String name = System.getProperty("unroll.stderr");
    if (name == null) {
      return;
    }
    // 1. Terminals and pipes are opened by their name, which is quick. A regular file must not be:
    // it
    // would get a position of its own, and what others write there would overwrite what we wrote.
    if (!Files.isRegularFile(Path.of(name))) {
      try {
        FileOutputStream stream = new FileOutputStream(name, true);
        Charset charset = Charset.forName(System.getProperty("stderr.encoding", "UTF-8"));
        System.setErr(new PrintStream(stream, true, charset));
        return;
      } catch (IOException e) {
        // Sockets cannot be opened by name.
      }
    }
    // 2. Everything else takes the place of the filtered stream.
    try {
      Posix.duplicate(HANDED_OVER, STANDARD_ERROR);
    } catch (RuntimeException e) {
      // System.err still works; it only passes the filter.
    }
  }
}
