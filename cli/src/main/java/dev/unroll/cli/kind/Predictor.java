package dev.unroll.cli.kind;

import java.io.IOException;

/// Answers lines.
@FunctionalInterface
public interface Predictor {
  /// The answer to a line: one line or several, without the newline at the end; null where it takes further lines
  /// to say something.
  ///
  /// @throws IOException with a message for people if the line does not make sense
  /// @throws IllegalArgumentException likewise
  String predict(String line) throws IOException;

  /// Called when all lines are answered: what is left to say; null for nothing.
  ///
  /// @throws IOException with a message for people if what is left to do cannot be done
  default String end() throws IOException {
    return null;
  }
}
