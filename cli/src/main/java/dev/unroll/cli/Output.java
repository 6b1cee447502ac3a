package dev.unroll.cli;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Where the program writes.
///
/// @param out what it was asked for
/// @param err what went wrong
/// @param terminal whether a person watches `out`
record Output(StandardOutput out, PrintStream err, boolean terminal) {
  /// Standard output in the terminal's encoding, and in UTF-8 where that is plain ASCII, as in containers
  /// without a locale.
  static StandardOutput standardOutput() {
    return new StandardOutput(
        new FileOutputStream(FileDescriptor.out), encoding("stdout.encoding"));
  }

  /// The encoding in a system property; UTF-8 where that is plain ASCII.
  static Charset encoding(String property) {
    String name = System.getProperty(property, System.getProperty("native.encoding"));
    Charset charset = Charset.forName(name, StandardCharsets.UTF_8);
    return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
  }

  /// Whether standard input and output are a terminal.
  static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true, out.charset());
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true, err.charset());
  }

  void println(String line) {
    out.println(line);
  }

  void printf(String format, Object... arguments) {
    out.println(format.formatted(arguments));
  }

  /// A text with every character that could drive a terminal, but newlines and tabs, replaced by a
  /// question mark: a model learns escape sequences like any others.
  static String harmless(String text) {
    int i = 0;
    while (i < text.length() && isHarmless(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder result = new StringBuilder(text);
    for (; i < text.length(); i++) {
      if (!isHarmless(text.charAt(i))) {
        result.setCharAt(i, '?');
      }
    }
    return result.toString();
  }

  private static boolean isHarmless(char c) {
    return c == '\n' || c == '\t' || !Character.isISOControl(c);
  }
}
