package dev.unroll.models.checkpoint;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.settings.Settings;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A part of a checkpoint: strings and tensors by names that no other section shares.
public final class Section {
  private final String name;
  private final Map<String, String> strings = new LinkedHashMap<>();
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /// A section without contents.
  ///
  /// @param name letters, digits, hyphens
  /// @throws IllegalArgumentException if the name has other characters
  public Section(String name) {
    if (!name.matches("[a-zA-Z0-9-]+")) {
      throw new IllegalArgumentException(
          "section: expected letters, digits and hyphens, got '" + name + "'");
    }
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// Puts a string under a key.
  ///
  /// @throws IllegalArgumentException if there is one
  public Section put(String key, String value) {
    once(strings.putIfAbsent(key, value), key);
    return this;
  }

  public Section put(String key, long value) {
    return put(key, Long.toString(value));
  }

  /// Puts a number, so that reading gives the same bits.
  public Section put(String key, double value) {
    return put(key, Double.toString(value));
  }

  public Section put(String key, boolean value) {
    return put(key, Boolean.toString(value));
  }

  /// Puts the whole state of a stream of random numbers.
  public Section put(String key, RandomStream random) {
    RandomStream.State state = random.state();
    return put(key, state.state() + " " + state.gamma());
  }

  /// Puts all strings of the settings.
  public Section put(Settings settings) {
    settings.strings().forEach(this::put);
    return this;
  }

  /// Puts a tensor, shared, not copied.
  ///
  /// @throws IllegalArgumentException if there is one of this name
  public Section put(String key, Tensor tensor) {
    once(tensors.putIfAbsent(key, tensor), key);
    return this;
  }

  private void once(Object before, String key) {
    if (before != null) {
      throw new IllegalArgumentException(
          "section %s: expected each name once, got '%s' again".formatted(name, key));
    }
  }

  public boolean has(String key) {
    return strings.containsKey(key);
  }

  /// The string under a key.
  ///
  /// @throws IllegalArgumentException if there is none
  public String text(String key) {
    String value = strings.get(key);
    if (value == null) {
      throw new IllegalArgumentException("section %s lacks %s".formatted(name, key));
    }
    return value;
  }

  public long whole(String key) {
    return parsed(key, "a whole number", Long::parseLong);
  }

  public int integer(String key) {
    return parsed(key, "a whole number", Integer::parseInt);
  }

  public double number(String key) {
    return parsed(key, "a number", Double::parseDouble);
  }

  public boolean flag(String key) {
    return Boolean.parseBoolean(text(key));
  }

  /// The stream of random numbers that goes on where the saved one stood.
  public RandomStream random(String key) {
    return parsed(
        key,
        "the state of a random stream",
        text -> {
          int space = text.indexOf(' ');
          return new RandomStream(
              new RandomStream.State(
                  Long.parseLong(text.substring(0, Math.max(0, space))),
                  Long.parseLong(text.substring(space + 1))));
        });
  }

  @FunctionalInterface
  private interface Parser<T> {
    T parse(String text);
  }

  private <T> T parsed(String key, String expected, Parser<T> parser) {
    String text = text(key);
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s.%s: expected %s, found '%s'".formatted(name, key, expected, text), e);
    }
  }

  /// The tensor of a name.
  ///
  /// @throws IllegalArgumentException if there is none
  public Tensor tensor(String key) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new IllegalArgumentException("section %s lacks the tensor %s".formatted(name, key));
    }
    return tensor;
  }

  /// All strings as settings.
  public Settings settings() {
    return Settings.of(strings);
  }

  /// All strings by key.
  public Map<String, String> strings() {
    return Collections.unmodifiableMap(strings);
  }

  /// All tensors by name, shared, not copied.
  public Map<String, Tensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }
}
