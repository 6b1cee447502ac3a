package dev.unroll.cli.kind;

import java.io.IOException;

/// Answers lines.
@FunctionalInterface
public interface Predictor {
  /// The answer to a line: one line or several, without the newline at the end.
  ///
  /// @throws IOException with a message for people if the line does not make sense
  /// @throws IllegalArgumentException likewise
  String predict(String line) throws IOException;

  /// Called when all lines are answered.
  ///
  /// @throws IOException with a message for people if what is left to do cannot be done
  default void end() throws IOException {}
}
