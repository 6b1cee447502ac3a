package dev.unroll.cli.music;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tunes of a text that a model wrote.
///
/// @param texts each as it is written
/// @param tunes what was read of each
public record Tunes(List<String> texts, List<Tune> tunes) {
  /// The tunes of a text, which blank lines separate. The last one, which is cut off where the writing ended, is
  /// left out if there are others.
  public static Tunes written(String text) {
    List<String> texts = new ArrayList<>();
    for (String part : text.split("\\R(\\h*\\R)+")) {
      if (!part.isBlank()) {
        texts.add(part);
      }
    }
    if (texts.size() > 1 && !text.matches("(?s).*\\R\\h*\\R\\s*")) {
      texts.removeLast();
    }
    List<Tune> tunes = new ArrayList<>();
    texts.forEach(each -> tunes.add(Tune.all(each).getFirst()));
    return new Tunes(List.copyOf(texts), List.copyOf(tunes));
  }

  /// How many have the fields of a header, music that can be read, and bars as long as the metre says.
  public long valid() {
    return tunes.stream().filter(Tune::isValid).count();
  }

  /// The share that is valid, in words.
  public String verdict() {
    return "%d of %d %s the syntax check (header fields, notes, lengths of bars): %.0f%%"
        .formatted(
            valid(),
            tunes.size(),
            tunes.size() == 1 ? "tune passes" : "tunes pass",
            tunes.isEmpty() ? 0 : 100.0 * valid() / tunes.size());
  }

  /// The tune to play: the first that is valid, else the first that has a note.
  public Optional<Tune> playable() {
    return tunes.stream()
        .filter(Tune::isValid)
        .findFirst()
        .or(() -> tunes.stream().filter(tune -> !tune.bars().isEmpty()).findFirst());
  }
}
