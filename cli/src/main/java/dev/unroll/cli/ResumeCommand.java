package dev.unroll.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The command that goes on with a run, to be typed into a shell.
final class ResumeCommand {
  /// What the user typed to start the program, passed by the launcher script.
  private static final String PROGRAM = System.getProperty("unroll.command", "unroll");

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=@%+,-]+");

  private ResumeCommand() {}

  /// @param threads as given, or null
  /// @param left what is left of the time to train, or null where time does not limit it
  static String text(TextArguments text, Path out, Integer threads, Duration left) {
    List<String> words = new ArrayList<>(List.of(PROGRAM, "train", "--resume"));
    words.addAll(List.of("--out", out.toString()));
    if (left != null) {
      words.addAll(List.of("--time", Long.toString(Math.max(1, left.toSeconds()))));
    }
    if (threads != null) {
      words.addAll(List.of("--threads", threads.toString()));
    }
    if (text.encoding() != null) {
      words.addAll(List.of("--encoding", text.encoding().name()));
    }
    if (text.given()) {
      words.add("--text");
      text.files().forEach(file -> words.add(file.toString()));
    }
    return words.stream().map(ResumeCommand::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
