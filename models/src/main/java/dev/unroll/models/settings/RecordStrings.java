package dev.unroll.models.settings;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Records to strings and back; the rules stand in [Settings].
final class RecordStrings {
  private RecordStrings() {}

  static void write(String prefix, Record options, Map<String, String> to) {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      String key = prefix + Names.kebab(component.getName());
      Object value = call(component.getAccessor(), options);
      if (value instanceof Record record && !(value instanceof Labelled)) {
        if (!component.getType().isRecord()) {
          to.put(key, Names.choice(record.getClass()));
        }
        write(key + ".", record, to);
      } else if (value != null) {
        to.put(key, Values.text(key, component.getGenericType(), value));
      }
    }
  }

  static <R extends Record> R read(String prefix, Class<R> type, Map<String, String> from) {
    Record defaults = defaults(type);
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      Object byDefault = defaults == null ? null : call(components[i].getAccessor(), defaults);
      types[i] = components[i].getType();
      values[i] = component(prefix, components[i], byDefault, from);
    }
    return make(prefix, type, types, values);
  }

  private static Object component(
      String prefix, RecordComponent component, Object byDefault, Map<String, String> from) {
    String key = prefix + Names.kebab(component.getName());
    Class<?> type = component.getType();
    String text = from.get(key);
    if (type.isRecord() && !Labelled.class.isAssignableFrom(type)) {
      boolean given = from.keySet().stream().anyMatch(each -> each.startsWith(key + "."));
      return given || (byDefault == null && type.getRecordComponents().length == 0)
          ? read(key + ".", type.asSubclass(Record.class), from)
          : byDefault;
    }
    if (text == null) {
      if (byDefault == null && type.isPrimitive()) {
        throw new IllegalArgumentException("the setting " + key + " is missing");
      }
      return byDefault;
    }
    if (type.isSealed() && !type.isEnum() && !Labelled.class.isAssignableFrom(type)) {
      return read(key + ".", choice(key, type, text), from);
    }
    return value(key, component.getGenericType(), text);
  }

  /// A value of a type from its string.
  static Object value(String key, Type type, String text) {
    try {
      return Values.value(type, text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: expected %s, got '%s'".formatted(key, Values.description(type), text), e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  /// The record of a choice by its name.
  private static Class<? extends Record> choice(String key, Class<?> type, String name) {
    List<Class<?>> permitted = List.of(type.getPermittedSubclasses());
    for (Class<?> each : permitted) {
      if (each.isRecord() && Names.choice(each).equals(name)) {
        return each.asSubclass(Record.class);
      }
    }
    throw new IllegalArgumentException(
        "%s: expected one of %s, got '%s'"
            .formatted(
                key,
                permitted.stream().map(Names::choice).collect(Collectors.joining(", ")),
                name));
  }

  /// What `defaults()` of the record returns; null where it has no such method.
  private static Record defaults(Class<? extends Record> type) {
    for (Method method : type.getMethods()) {
      if (method.getName().equals("defaults")
          && method.getParameterCount() == 0
          && method.getReturnType() == type) {
        return (Record) call(method, null);
      }
    }
    return null;
  }

  private static <R extends Record> R make(
      String prefix, Class<R> type, Class<?>[] types, Object[] values) {
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw switch (e.getCause()) {
        case IllegalArgumentException refused -> refused;
        case NullPointerException missing ->
            new IllegalArgumentException(
                "the setting %s%s is missing".formatted(prefix, missing.getMessage()), missing);
        default -> unusable(type, e);
      };
    } catch (ReflectiveOperationException e) {
      throw unusable(type, e);
    }
  }

  private static Object call(Method method, Object on) {
    try {
      return method.invoke(on);
    } catch (ReflectiveOperationException e) {
      throw unusable(method.getDeclaringClass(), e);
    }
  }

  private static IllegalArgumentException unusable(Class<?> type, Exception cause) {
    return new IllegalArgumentException(
        "%s: expected a public record in an exported package".formatted(type.getName()), cause);
  }

  /// The arguments of a generic type.
  static List<Type> arguments(Type type) {
    return type instanceof ParameterizedType generic
        ? new ArrayList<>(Arrays.asList(generic.getActualTypeArguments()))
        : List.of();
  }
}
