package dev.unroll.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.function.Executable;

/// What a reader says of bad input.
final class Refused {
  private Refused() {}

  /// Requires an [IOException] of one line that contains all parts.
  static void with(Executable reading, String... parts) {
    String message = assertThrows(IOException.class, reading).getMessage();
    assertEquals(1, message.lines().count(), message);
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "expected '" + part + "' in " + message);
    }
  }
}
