package dev.unroll.models.metrics;

import java.util.ArrayList;
import java.util.List;

/// A named entity: some tokens of a sentence in a row, and what they name.
///
/// @param type such as `person`
/// @param from its first token
/// @param to the token after its last
public record Entity(String type, int from, int to) {
  /// The entities that a sentence's tags say, `B-type`, `I-type` and `O`, by the rules of the CoNLL shared
  /// tasks (`conlleval`):
  ///
  /// - `B-x` always begins an entity, right after another one of the same type too;
  /// - `I-x` goes on with the entity before it if that is of type x, and begins one otherwise: after `O`,
  ///   after another type, and at the beginning of the sentence;
  /// - `O`, and the end of the sentence, end an entity.
  ///
  /// @throws IllegalArgumentException if a tag is none of these, with its place
  public static List<Entity> of(List<String> tags) {
    List<Entity> entities = new ArrayList<>();
    String type = null; // of the entity being read
    int from = 0;
    for (int i = 0; i < tags.size(); i++) {
      String tag = tags.get(i);
      String next = type(tag, i);
      if (type != null && !(tag.startsWith("I") && type.equals(next))) {
        entities.add(new Entity(type, from, i));
        type = null;
      }
      if (type == null && next != null) {
        type = next;
        from = i;
      }
    }
    if (type != null) {
      entities.add(new Entity(type, from, tags.size()));
    }
    return entities;
  }

  /// The type that a tag has, or null for `O`.
  private static String type(String tag, int position) {
    if (tag.equals("O")) {
      return null;
    }
    if (tag.length() > 2 && (tag.startsWith("B-") || tag.startsWith("I-"))) {
      return tag.substring(2);
    }
    throw new IllegalArgumentException(
        "tag %d: expected O, B-type or I-type, got '%s'".formatted(position + 1, tag));
  }
}
