package dev.unroll.cli;

import dev.unroll.cli.kind.Program;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.cli.options.RecordOption;
import dev.unroll.cli.options.RecordOptions;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.TrainingLimits;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// The options of a kind of the program on the command line.
final class KindOptions<O extends Record, M extends Model> {
  /// Names that the commands themselves have.
  private static final Set<String> TAKEN =
      Set.of(
          "--epochs",
          "--time",
          "--steps",
          "--out",
          "--resume",
          "--report",
          "--threads",
          "--quiet",
          "--preset",
          "--chart",
          "--debug",
          "--help",
          "--version");

  /// The limits of training, which are options of every kind.
  static final RecordOptions<TrainingLimits> LIMITS =
      RecordOptions.of(new TrainingLimits(null, null, null), Set.of());

  private final Program<O, M> program;
  private final RecordOptions<O> options;

  KindOptions(Program<O, M> program) {
    this.program = program;
    options = RecordOptions.of(program.defaults(), TAKEN);
  }

  Program<O, M> program() {
    return program;
  }

  /// Those that say what is read.
  List<RecordOption> data() {
    return options.under("data");
  }

  /// Adds all of them to a command, in groups by the component of the record that they are in.
  void addTo(CommandSpec command) {
    Map<String, List<RecordOption>> groups = new LinkedHashMap<>();
    for (RecordOption option : options.options()) {
      String place = option.owner() == null ? option.key() : option.owner();
      int dot = place.indexOf('.');
      String group =
          dot < 0 ? "Further" : Character.toUpperCase(place.charAt(0)) + place.substring(1, dot);
      groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(option);
    }
    List<RecordOption> further = groups.remove("Further");
    groups.forEach((group, members) -> CommandOptions.add(command, group, members));
    if (further != null) {
      CommandOptions.add(command, "Further", further);
    }
  }

  /// Those that were given, as text by name.
  Map<String, String> given(ParseResult parsed) {
    return CommandOptions.given(parsed, options.options());
  }

  /// A record with the options that were given.
  O read(O base, Map<String, String> given) {
    return options.read(base, given);
  }

  /// Whether one of those given is a file or directory of the data.
  boolean namesData(Map<String, String> given) {
    return data().stream().anyMatch(each -> each.isPath() && given.containsKey(each.name()));
  }

  /// The options of a run that is resumed: those it had, but files and directories as given now.
  ///
  /// @param preset what others begin with; null for what the run had
  /// @throws IllegalArgumentException that names the first option that is not as before
  O resumed(O before, O preset, Map<String, String> given) {
    O wanted = read(preset == null ? before : preset, given);
    options
        .firstDifference(before, wanted)
        .ifPresent(
            option -> {
              throw new IllegalArgumentException(
                  "%s: the run to resume has %s, not %s: leave the option out, or begin anew in another --out directory"
                      .formatted(
                          option.name(),
                          options.text(option, before),
                          options.text(option, wanted)));
            });
    Map<String, String> paths = new LinkedHashMap<>();
    Stream<RecordOption> moved = options.options().stream().filter(RecordOption::isPath);
    moved
        .filter(option -> given.containsKey(option.name()))
        .forEach(option -> paths.put(option.name(), given.get(option.name())));
    return read(before, paths);
  }

  /// The limits that were given, and nothing for those that were not; null if none was.
  static TrainingLimits limits(ParseResult parsed) {
    Map<String, String> given = CommandOptions.given(parsed, LIMITS.options());
    return given.isEmpty() ? null : LIMITS.read(new TrainingLimits(null, null, null), given);
  }
}
