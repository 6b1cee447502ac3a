package dev.unroll.cli;

import java.io.IOException;

/// Standard output takes nothing any more, so there is no point in going on. Why, the stream knows.
final class UnwritableException extends IOException {
  private static final long serialVersionUID = 1;

  UnwritableException() {
    super("cannot write to standard output");
  }
}
