package dev.unroll.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Locale;

/// A [PrintStream] that remembers what kept it from writing.
final class StandardOutput extends PrintStream {
  private static final int BUFFER = 1 << 13;

  private final Watched watched;

  StandardOutput(OutputStream stream, Charset charset) {
    this(new Watched(stream), charset);
  }

  private StandardOutput(Watched watched, Charset charset) {
    super(new BufferedOutputStream(watched, BUFFER), true, charset);
    this.watched = watched;
  }

  /// The first exception of the stream behind this one.
  private static final class Watched extends FilterOutputStream {
    private IOException failure;

    Watched(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        failure = failure == null ? e : failure;
        throw e;
      }
    }
  }

  /// Why not everything could be written; null if everything could.
  String failure() {
    if (!checkError()) {
      return null;
    }
    IOException failure = watched.failure;
    return failure == null || failure.getMessage() == null ? "it is closed" : failure.getMessage();
  }

  /// Whether nobody reads any more, as when the output goes to `head`.
  static boolean isBrokenPipe(String failure) {
    return failure.toLowerCase(Locale.ROOT).contains("broken pipe");
  }
}
