package dev.unroll.cli.music;

import java.util.ArrayList;
import java.util.List;

/// A tune in ABC notation.
///
/// @param title the first field `T:`, or an empty string
/// @param tempo how fast it is
/// @param bars its music, as far as it could be read
/// @param problems what is wrong with it, from its beginning to its end
public record Tune(String title, Tempo tempo, List<Bar> bars, List<Problem> problems) {
  /// The tunes of a text, which blank lines separate.
  public static List<Tune> all(String text) {
    List<Tune> tunes = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    int number = 0;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      number++;
      if (!line.isBlank()) {
        lines.add(line);
      } else if (!lines.isEmpty()) {
        tunes.add(new TuneReader(lines, number - lines.size()).read());
        lines.clear();
      }
    }
    if (!lines.isEmpty()) {
      tunes.add(new TuneReader(lines, number - lines.size() + 1).read());
    }
    return tunes;
  }

  /// Whether nothing is wrong: the header has its fields, the music can be read, and every bar is as long as
  /// the metre says.
  public boolean isValid() {
    return problems.isEmpty();
  }
}
