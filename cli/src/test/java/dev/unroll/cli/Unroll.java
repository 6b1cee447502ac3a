package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Programs;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Runs the program in this JVM.
///
/// @param status its exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
record Unroll(int status, String out, String err) {
  static Unroll run(Object... arguments) {
    return with(Programs.all(), arguments);
  }

  /// With other kinds than its own.
  static Unroll with(List<Program<?, ?>> programs, Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new Output(
                new StandardOutput(out, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false),
            programs,
            words(arguments));
    return new Unroll(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// The command that runs the program in a JVM of its own.
  ///
  /// @param options further ones of the JVM
  static List<String> command(List<String> options, Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:-UsePerfData");
    command.addAll(options);
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.addAll(List.of("-m", "dev.unroll.cli/dev.unroll.cli.Main"));
    command.addAll(List.of(words(arguments)));
    return command;
  }

  static String[] words(Object... arguments) {
    return Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
  }

  /// Runs something with a text on standard input.
  static Unroll reading(String input, Supplier<Unroll> run) {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
    try {
      return run.get();
    } finally {
      System.setIn(before);
    }
  }

  /// Requires that all went well.
  Unroll succeeds() {
    assertEquals(0, status, this::toString);
    assertEquals("", err);
    return this;
  }

  /// Requires exit status 2 and one line on standard error that contains all of the given parts.
  Unroll fails(String... parts) {
    return fails(2, parts);
  }

  /// [#fails(String...)] with another status.
  Unroll fails(int wanted, String... parts) {
    assertEquals(wanted, status, this::toString);
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
