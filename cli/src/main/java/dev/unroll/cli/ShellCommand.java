package dev.unroll.cli;

import dev.unroll.models.training.TrainingLimits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;

/// Commands to be typed into a shell.
final class ShellCommand {
  /// What the user typed to start the program, passed by the launcher script.
  private static final String PROGRAM = System.getProperty("unroll.command", "unroll");

  private static final Pattern PLAIN = Pattern.compile("[\\w./:=@%+,-]+");

  private ShellCommand() {}

  /// The command that goes on with a run up to its limits.
  ///
  /// @param limits of which the time is what is left
  /// @param threads as given, or null
  static String resume(Path directory, TrainingLimits limits, Integer threads) {
    String path = directory.toString();
    List<String> words =
        new ArrayList<>(List.of(PROGRAM, "resume", path.startsWith("-") ? "./" + path : path));
    if (limits.epochs() != null) {
      words.addAll(List.of("--epochs", limits.epochs().toString()));
    }
    if (limits.time() != null) {
      words.addAll(List.of("--time", Long.toString(limits.time().toSeconds())));
    }
    if (limits.steps() != null) {
      words.addAll(List.of("--steps", limits.steps().toString()));
    }
    if (threads != null) {
      words.addAll(List.of("--threads", threads.toString()));
    }
    return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
  }

  /// The command that the program was called with.
  static String of(CommandLine called) {
    CommandLine root = called;
    while (root.getParent() != null) {
      root = root.getParent();
    }
    return PROGRAM
        + root.getParseResult().originalArgs().stream()
            .map(word -> " " + quoted(word))
            .collect(Collectors.joining());
  }

  private static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
