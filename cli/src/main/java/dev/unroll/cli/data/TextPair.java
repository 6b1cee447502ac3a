package dev.unroll.cli.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Two texts that belong together: a sentence and its translation, the name of a picture and its caption.
///
/// @param first what stands before the tab
/// @param second what stands behind it
/// @param line where, counted from 1
public record TextPair(String first, String second, long line) {
  /// The pairs of a file, one a line, separated by a tab. What a second tab may separate from them, as the
  /// attribution in files of Tatoeba, is not read; nor are empty lines.
  ///
  /// @throws IOException with a message for people if a line has no tab, or a side is empty
  public static List<TextPair> read(Path file, Charset charset) throws IOException {
    List<TextPair> pairs = new ArrayList<>();
    TextLines.read(
        file,
        charset,
        (line, place) -> {
          if (line.isEmpty()) {
            return;
          }
          String[] sides = line.split("\t", -1);
          if (sides.length < 2) {
            throw place.refuse(
                "expected two texts separated by a tab, got no tab in '%s'".formatted(line));
          }
          for (int side = 0; side < 2; side++) {
            if (sides[side].isBlank()) {
              throw place.refuse(
                  side == 0 ? 1 : sides[0].length() + 2,
                  "expected a text %s the tab, got none"
                      .formatted(side == 0 ? "before" : "behind"));
            }
          }
          pairs.add(new TextPair(sides[0], sides[1], place.line()));
        });
    return pairs;
  }
}
