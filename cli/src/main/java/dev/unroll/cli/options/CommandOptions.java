package dev.unroll.cli.options;

import dev.unroll.models.settings.Values;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Stack;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Options of records in commands.
public final class CommandOptions {
  private static final Pattern NEGATIVE_NUMBER = Pattern.compile("-\\.?[0-9]");

  private CommandOptions() {}

  /// Adds options to a command, in a group of the help.
  public static void add(CommandSpec command, String heading, List<RecordOption> options) {
    if (options.isEmpty()) {
      return;
    }
    ArgGroupSpec.Builder group =
        ArgGroupSpec.builder().validate(false).heading("%n" + heading + "%n");
    for (RecordOption option : options) {
      Type element = OptionText.element(option.type());
      OptionSpec.Builder spec =
          OptionSpec.builder(option.name()).description(option.description().replace("%", "%%"));
      if (option.type() == boolean.class) {
        spec.type(Boolean.class).arity("0").negatable(true).fallbackValue("true");
      } else if (element == null) {
        spec.type(String.class).arity("1").paramLabel(option.label());
      } else {
        spec.type(List.class).auxiliaryTypes(String.class).arity("1..*").paramLabel(option.label());
        spec.preprocessor(
            (rest, in, of, info) -> {
              refuseMisspeltOption(rest, in);
              return false;
            });
        if (element != Path.class && element != String.class) {
          spec.splitRegex(",");
        }
      }
      group.addArg(spec.build());
    }
    command.addArgGroup(group.build());
  }

  /// The values of an option end where another begins, known or misspelt: picocli by itself would take a
  /// misspelt one for a value. `-` alone and negative numbers are values.
  private static void refuseMisspeltOption(Stack<String> rest, CommandSpec command) {
    for (int i = rest.size() - 1; i >= 0; i--) {
      String argument = rest.get(i);
      if (looksLikeAnOption(argument)) {
        String name = argument.split("=", 2)[0];
        if (command.optionsMap().containsKey(name)
            || command.negatedOptionsMap().containsKey(name)) {
          return;
        }
        throw new UnmatchedArgumentException(command.commandLine(), List.of(argument));
      }
    }
  }

  private static boolean looksLikeAnOption(String text) {
    return text.length() > 1 && text.charAt(0) == '-' && !NEGATIVE_NUMBER.matcher(text).lookingAt();
  }

  /// The options that were given, as text by name.
  public static Map<String, String> given(ParseResult parsed, List<RecordOption> options) {
    Map<String, String> given = new LinkedHashMap<>();
    for (RecordOption option : options) {
      if (parsed.hasMatchedOption(option.name())) {
        given.put(option.name(), text(option, parsed.matchedOptionValue(option.name(), null)));
      }
    }
    return given;
  }

  private static String text(RecordOption option, Object value) {
    if (!(value instanceof List<?> values)) {
      return value.toString();
    }
    List<Object> elements = new ArrayList<>();
    for (Object each : values) {
      String text = each.toString().strip();
      elements.add(OptionText.element(option.type()) == Path.class ? Path.of(text) : text);
    }
    return Values.text(option.name(), option.type(), elements);
  }
}
