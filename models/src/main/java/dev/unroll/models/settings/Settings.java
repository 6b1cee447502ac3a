package dev.unroll.models.settings;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Strings by key, and records of options written as them and read from them. Immutable.
///
/// A component of a record is a key, in lower case with hyphens; a component that is a record itself is
/// a prefix, as in `optimizer.learning-rate`. A choice among records (a sealed interface) stands under its
/// own key by the name of the record, with the record's components below it. Numbers are written so that
/// reading gives the same bits; a component that is null is left out.
///
/// A record that has a static method `defaults()` without arguments which returns one takes from there what
/// the strings lack, so that files of before an option was added can still be read.
public final class Settings {
  private static final Settings NONE = new Settings(Map.of());

  private final Map<String, String> strings;

  private Settings(Map<String, String> strings) {
    this.strings = strings;
  }

  /// No settings.
  public static Settings none() {
    return NONE;
  }

  /// A record of options as strings.
  ///
  /// @throws IllegalArgumentException if a component is of a type that is no setting
  public static Settings of(Record options) {
    Map<String, String> strings = new LinkedHashMap<>();
    RecordStrings.write("", options, strings);
    return new Settings(strings);
  }

  /// Strings by key.
  public static Settings of(Map<String, String> strings) {
    return new Settings(new LinkedHashMap<>(strings));
  }

  /// The record that [#of(Record)] made these strings of; other keys are ignored.
  ///
  /// @throws IllegalArgumentException that names what is missing, no value of its type, or refused by the
  ///     record
  public <R extends Record> R read(Class<R> type) {
    return RecordStrings.read("", type, strings);
  }

  /// The settings whose keys begin with `prefix` and a dot, without them.
  public Settings under(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    strings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix + ".")) {
            found.put(key.substring(prefix.length() + 1), value);
          }
        });
    return new Settings(found);
  }

  /// These settings and one more, which takes the place of one of the same key.
  public Settings with(String key, String value) {
    Map<String, String> all = new LinkedHashMap<>(strings);
    all.put(key, Objects.requireNonNull(value, key));
    return new Settings(all);
  }

  /// These settings and those of a record under a prefix.
  public Settings with(String prefix, Record options) {
    Map<String, String> all = new LinkedHashMap<>(strings);
    RecordStrings.write(prefix + ".", options, all);
    return new Settings(all);
  }

  /// These settings and others under their own keys.
  public Settings withAll(Settings others) {
    Map<String, String> all = new LinkedHashMap<>(strings);
    all.putAll(others.strings);
    return new Settings(all);
  }

  public boolean has(String key) {
    return strings.containsKey(key);
  }

  /// The string of a key.
  ///
  /// @throws IllegalArgumentException if there is none
  public String text(String key) {
    String value = strings.get(key);
    if (value == null) {
      throw new IllegalArgumentException("the setting " + key + " is missing");
    }
    return value;
  }

  /// The whole number of a key.
  ///
  /// @throws IllegalArgumentException if there is none
  public int integer(String key) {
    return (int) RecordStrings.value(key, int.class, text(key));
  }

  /// All strings, in order.
  public Map<String, String> strings() {
    return Collections.unmodifiableMap(strings);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Settings settings && strings.equals(settings.strings);
  }

  @Override
  public int hashCode() {
    return strings.hashCode();
  }

  @Override
  public String toString() {
    return strings.toString();
  }
}
