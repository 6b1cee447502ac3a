package dev.unroll.cli.options;

import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.List;

/// An option of the command line that stands for a component of a record.
///
/// @param name with its two hyphens
/// @param key of the component in [dev.unroll.models.settings.Settings]
/// @param type of its values; that of the component
/// @param label what stands for the value in the help
/// @param description what the help says, with the default
/// @param owner the key of the choice whose alternatives have this component; null if it is always there
/// @param alternatives those of the owner's alternatives that have it, by name
public record RecordOption(
    String name,
    String key,
    Type type,
    String label,
    String description,
    String owner,
    List<String> alternatives) {
  /// Whether its values are files or directories, which may move without being others.
  public boolean isPath() {
    return type == Path.class || OptionText.element(type) == Path.class;
  }

  /// The last part of the key, which is the component's name in lower case with hyphens.
  String component() {
    return key.substring(key.lastIndexOf('.') + 1);
  }
}
