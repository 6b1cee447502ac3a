package dev.unroll.models.translation;

import dev.unroll.models.data.Split;
import dev.unroll.models.data.Split.Parts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text and what it is to become.
///
/// @param source what is read
/// @param target what is to be written
public record SentencePair(String source, String target) {
  /// Splits pairs by their sources: those of one source stay together, so that nothing that is held out was
  /// trained on with another target. Distinct sources count in the order in which they first occur.
  public static Parts<SentencePair> split(List<SentencePair> pairs, Split split) {
    Map<String, List<SentencePair>> bySource = new LinkedHashMap<>();
    for (SentencePair pair : pairs) {
      bySource.computeIfAbsent(pair.source(), _ -> new ArrayList<>()).add(pair);
    }
    Parts<List<SentencePair>> parts = split.of(List.copyOf(bySource.values()));
    return new Parts<>(joined(parts.training()), joined(parts.heldOut()));
  }

  private static List<SentencePair> joined(List<List<SentencePair>> groups) {
    return groups.stream().flatMap(List::stream).toList();
  }
}
