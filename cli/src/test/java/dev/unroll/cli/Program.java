package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Runs the program in this JVM.
///
/// @param status its exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Program(int status, String out, String err) {
  static Program run(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Output output = new Output(stream(out), stream(err), false);
    String[] args = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
    int status = Main.execute(Main.commandLine(output), args);
    return new Program(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  /// Requires that all went well.
  Program succeeds() {
    assertEquals(0, status, this::toString);
    assertEquals("", err);
    return this;
  }

  /// Requires exit status 2 and one line on standard error that contains all of the given parts.
  Program fails(String... parts) {
    assertEquals(2, status, this::toString);
    assertEquals(1, err.lines().count(), this::toString);
    assertTrue(err.startsWith("unroll: ") && err.endsWith("\n"), this::toString);
    for (String part : parts) {
      assertTrue(err.contains(part), () -> "expected '" + part + "' in " + err);
    }
    return this;
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
