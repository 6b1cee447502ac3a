package dev.unroll.cli;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;

/// The standard error that the launcher script hands over.
///
/// The script filters what the JVM itself writes to standard error and passes the real stream as
/// the file named by the system property `unroll.stderr`.
final class StandardError {
  private StandardError() {}

  /// Makes the launcher's stream `System.err`. Without the property, or where the stream cannot be
  /// opened by name (a socket cannot), everything stays as it is.
  static void adopt() {
    String path = System.getProperty("unroll.stderr");
    if (path == null) {
      return;
    }
    try {
      // Appending: standard error may be a file that others write to as well.
      FileOutputStream stream = new FileOutputStream(path, true);
      Charset charset = Charset.forName(System.getProperty("stderr.encoding", "UTF-8"));
      System.setErr(new PrintStream(stream, true, charset));
    } catch (IOException e) {
      // System.err still works; it only passes the filter.
    }
  }
}
