package dev.unroll.cli.options;

import dev.unroll.models.settings.Settings;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The options of the command line that a record of options stands for: one for each component of it and of
/// the records in it. Where a component is a choice among records, it is chosen by name, and the components of
/// all alternatives are options, too.
///
/// An option has the name of its component. Where two components have one name, that of the record which
/// they are in stands before it: `--encoder-hidden`. The components of a choice are treated alike: all of
/// them have the choice's name before theirs if one of them needs it.
///
/// @param <R> the record
public final class RecordOptions<R extends Record> {
  private final Class<R> type;
  private final List<RecordOption> options;

  private RecordOptions(Class<R> type, List<RecordOption> options) {
    this.type = type;
    this.options = options;
  }

  /// The options of a record.
  ///
  /// @param defaults what they are unless they are given
  /// @param taken names, with hyphens, that options must not have
  public static <R extends Record> RecordOptions<R> of(R defaults, Set<String> taken) {
    @SuppressWarnings("unchecked")
    Class<R> type = (Class<R>) defaults.getClass();
    return new RecordOptions<>(type, new OptionWalk(defaults).options(taken));
  }

  /// All options, in the order of the components.
  public List<RecordOption> options() {
    return options;
  }

  /// Those below a component of the record.
  public List<RecordOption> under(String component) {
    return options.stream().filter(option -> option.key().startsWith(component + ".")).toList();
  }

  /// A record with the options that were given.
  ///
  /// @param base has the others
  /// @param given text by the name of the option
  /// @throws IllegalArgumentException that names the option whose value is none, or that the record refuses
  public R read(R base, Map<String, String> given) {
    Map<String, String> strings = new LinkedHashMap<>(Settings.of(base).strings());
    // 1. Choices: another alternative has nothing of the one before.
    for (RecordOption option : options) {
      String text = given.get(option.name());
      if (text != null && !text.equals(strings.put(option.key(), text))) {
        strings.keySet().removeIf(key -> key.startsWith(option.key() + "."));
      }
    }
    // 2. What belongs to them, and everything else.
    for (RecordOption option : options) {
      String text = given.get(option.name());
      if (text != null) {
        requireAlternative(option, strings);
        strings.put(option.key(), text);
      }
    }
    try {
      return Settings.of(strings).read(type);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(withName(e.getMessage(), given.keySet()), e);
    }
  }

  private void requireAlternative(RecordOption option, Map<String, String> strings) {
    String chosen = option.owner() == null ? null : strings.get(option.owner());
    boolean known = chosen != null && alternatives(option.owner()).contains(chosen);
    if (known && !option.alternatives().contains(chosen)) {
      throw new IllegalArgumentException(
          "%s: %s %s has no such option, only %s"
              .formatted(
                  option.name(),
                  option.owner().substring(option.owner().lastIndexOf('.') + 1),
                  chosen,
                  String.join(" and ", option.alternatives())));
    }
  }

  private List<String> alternatives(String owner) {
    RecordOption choice =
        options.stream().filter(option -> option.key().equals(owner)).findFirst().orElseThrow();
    return OptionText.choices((Class<?>) choice.type());
  }

  /// A message about a component, which its name begins, with the name of the option.
  private String withName(String message, Set<String> given) {
    int colon = message.indexOf(": ");
    if (colon < 0) {
      return message;
    }
    String subject = message.substring(0, colon);
    Set<String> names = new HashSet<>();
    for (RecordOption option : options) {
      if (option.key().equals(subject)
          || (option.component().equals(subject) && given.contains(option.name()))) {
        names.add(option.name());
      }
    }
    return names.isEmpty()
        ? message
        : names.stream().sorted().collect(Collectors.joining(" or ")) + message.substring(colon);
  }

  /// The first option in which two records differ; files and directories may differ.
  public Optional<RecordOption> firstDifference(R one, R other) {
    Map<String, String> left = Settings.of(one).strings();
    Map<String, String> right = Settings.of(other).strings();
    return options.stream()
        .filter(option -> !option.isPath())
        .filter(option -> !text(option, left).equals(text(option, right)))
        .findFirst();
  }

  /// The value of an option in a record, as text; `none` where it has none.
  public String text(RecordOption option, R of) {
    return text(option, Settings.of(of).strings());
  }

  private static String text(RecordOption option, Map<String, String> strings) {
    return strings.getOrDefault(option.key(), "none");
  }
}
