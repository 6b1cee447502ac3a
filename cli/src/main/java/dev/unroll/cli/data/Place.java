package dev.unroll.cli.data;

import java.io.IOException;
import java.nio.file.Path;

/// Where in a file something is wrong.
///
/// @param file the file
/// @param line counted from 1
record Place(Path file, long line) {
  IOException refuse(String message) {
    return new IOException("%s, line %d: %s".formatted(file, line, message));
  }

  /// @param column counted from 1
  IOException refuse(int column, String message) {
    return new IOException("%s, line %d, column %d: %s".formatted(file, line, column, message));
  }
}
