package dev.unroll.cli.options;

import dev.unroll.models.settings.Labelled;
import dev.unroll.models.settings.Names;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.settings.Settings;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Walks over a record's components, those of records in it and those of all alternatives of choices, and
/// makes options of them.
final class OptionWalk {
  private final Map<String, Found> found = new LinkedHashMap<>();
  private final Map<String, String> defaults;

  OptionWalk(Record record) {
    defaults = Settings.of(record).strings();
    walk("", record.getClass(), null, null);
  }

  /// A component, which alternatives of one choice may share.
  private static final class Found {
    final String key;
    final Type type;
    final Setting setting;
    final String owner;
    final List<String> alternatives = new ArrayList<>();
    final Map<String, String> defaults = new LinkedHashMap<>();

    Found(String key, RecordComponent component, String owner) {
      this.key = key;
      this.owner = owner;
      type = component.getGenericType();
      setting = component.getAnnotation(Setting.class);
    }

    String[] path() {
      return key.split("\\.");
    }

    /// The component's name behind that of `depth` records around it.
    String name(int depth) {
      String[] path = path();
      return "--"
          + String.join(
              "-", Arrays.copyOfRange(path, Math.max(0, path.length - 1 - depth), path.length));
    }
  }

  private void walk(String prefix, Class<?> record, String owner, String alternative) {
    Map<String, String> ofAlternative = alternative == null ? Map.of() : defaultsOf(record, prefix);
    for (RecordComponent component : record.getRecordComponents()) {
      String key = prefix + Names.kebab(component.getName());
      Class<?> type = component.getType();
      boolean labelled = Labelled.class.isAssignableFrom(type);
      if (type.isRecord() && !labelled) {
        walk(key + ".", type, owner, alternative);
        continue;
      }
      Found option = found.computeIfAbsent(key, _ -> new Found(key, component, owner));
      String byDefault = ofAlternative.get(key);
      if (alternative == null) {
        option.defaults.put("", defaults.get(key));
      } else {
        option.alternatives.add(alternative);
        boolean chosen = alternative.equals(defaults.get(owner));
        option.defaults.put(alternative, chosen ? defaults.get(key) : byDefault);
      }
      if (type.isSealed() && !labelled) {
        for (Class<?> each : type.getPermittedSubclasses()) {
          if (each.isRecord()) {
            walk(key + ".", each, key, Names.choice(each));
          }
        }
      }
    }
  }

  /// The strings of an alternative's own defaults; none where it has none.
  private static Map<String, String> defaultsOf(Class<?> record, String prefix) {
    try {
      Record made = (Record) record.getMethod("defaults").invoke(null);
      Map<String, String> strings = new HashMap<>();
      Settings.of(made).strings().forEach((key, value) -> strings.put(prefix + key, value));
      return strings;
    } catch (NoSuchMethodException e) {
      return Map.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          record.getName() + ": expected a public static method defaults()", e);
    }
  }

  /// The options, with names that no two of them share.
  List<RecordOption> options(Set<String> taken) {
    Map<String, Integer> depths = depths(taken);
    List<RecordOption> options = new ArrayList<>();
    Set<String> names = new HashSet<>(taken);
    for (Found each : found.values()) {
      String name = each.name(depths.get(each.key));
      if (!names.add(name)) {
        throw new IllegalArgumentException("two options are called " + name);
      }
      options.add(option(name, each));
    }
    return List.copyOf(options);
  }

  /// How many records' names stand before each component's.
  private Map<String, Integer> depths(Set<String> taken) {
    // 1. Those outside choices are prefixed where they clash with one another.
    Map<String, Integer> uses = new HashMap<>();
    taken.forEach(name -> uses.put(name, 1));
    for (Found each : found.values()) {
      if (each.owner == null) {
        uses.merge(each.name(0), 1, Integer::sum);
      }
    }
    Map<String, Integer> depths = new HashMap<>();
    for (Found each : found.values()) {
      depths.put(each.key, each.owner == null && uses.get(each.name(0)) > 1 ? 1 : 0);
    }
    // 2. Those of a choice are, all of them, where one clashes with anything.
    for (Found each : found.values()) {
      if (each.owner != null) {
        uses.merge(each.name(0), 1, Integer::sum);
      }
    }
    Set<String> crowded = new HashSet<>();
    for (Found each : found.values()) {
      if (each.owner != null && uses.get(each.name(0)) > 1) {
        crowded.add(each.owner);
      }
    }
    for (Found each : found.values()) {
      if (crowded.contains(each.owner)) {
        depths.put(each.key, 1);
      }
    }
    return depths;
  }

  private RecordOption option(String name, Found found) {
    boolean flag = found.type == boolean.class;
    return new RecordOption(
        name,
        found.key,
        found.type,
        flag ? "" : OptionText.label(found.setting, found.type),
        OptionText.description(found.setting, found.type, onlyWith(found), defaultsInOrder(found)),
        found.owner,
        found.alternatives);
  }

  /// The alternatives that have a component, where not all of them do.
  private List<String> onlyWith(Found component) {
    if (component.owner == null) {
      return List.of();
    }
    Type choice = found.get(component.owner).type;
    boolean all = component.alternatives.containsAll(OptionText.choices((Class<?>) choice));
    return all ? List.of() : component.alternatives;
  }

  /// The defaults that there are, that of the chosen alternative first.
  private Map<String, String> defaultsInOrder(Found component) {
    Map<String, String> ordered = new LinkedHashMap<>();
    String chosen = component.owner == null ? "" : defaults.get(component.owner);
    ordered.put(chosen, component.defaults.get(chosen));
    ordered.putAll(component.defaults);
    ordered.values().removeIf(value -> value == null || value.isEmpty());
    return ordered;
  }
}
