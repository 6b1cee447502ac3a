package dev.unroll.cli.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The way that somebody went: positions at equal intervals of time.
///
/// @param name who it is
/// @param positions x and y of each position in turn, as far as they are known
/// @param unknown how many positions follow that are to be predicted, `?` in the file
/// @param line where it begins in the file, counted from 1
public record Track(String name, float[] positions, int unknown, long line) {
  /// The number of known positions.
  public int length() {
    return positions.length / 2;
  }

  /// The tracks of a file, in the order in which they begin. Each line is a position: frame, name, x and y,
  /// separated by white space. The lines of a name are its track, in their order; the frames' numbers are not
  /// read.
  ///
  /// @throws IOException with a message for people if a line has other columns, or a position follows one that
  ///     is to be predicted
  public static List<Track> read(Path file) throws IOException {
    Map<String, Positions> tracks = new LinkedHashMap<>();
    TextLines.read(
        file,
        StandardCharsets.UTF_8,
        (line, place) -> {
          if (line.isBlank()) {
            return;
          }
          String[] columns = line.strip().split("\\s+");
          if (columns.length != 4) {
            throw place.refuse(
                "expected frame, name, x and y, got %d columns".formatted(columns.length));
          }
          tracks
              .computeIfAbsent(columns[1], name -> new Positions(name, place.line()))
              .add(columns, place);
        });
    return tracks.values().stream().map(Positions::track).toList();
  }

  private static final class Positions {
    private final String name;
    private final long line;
    private float[] values = new float[40];
    private int size;
    private int unknown;

    Positions(String name, long line) {
      this.name = name;
      this.line = line;
    }

    void add(String[] columns, Place place) throws IOException {
      if (columns[2].equals("?") && columns[3].equals("?")) {
        unknown++;
        return;
      }
      if (unknown > 0) {
        throw place.refuse(
            "the track %s goes on at (%s, %s) after positions to be predicted, ?"
                .formatted(name, columns[2], columns[3]));
      }
      if (size + 2 > values.length) {
        values = Arrays.copyOf(values, 2 * values.length);
      }
      for (int i = 2; i < 4; i++) {
        Float value = Numbers.parse(columns[i]);
        if (value == null) {
          throw place.refuse(
              "expected a number or ? as %s, got '%s'".formatted(i == 2 ? "x" : "y", columns[i]));
        }
        values[size++] = value;
      }
    }

    Track track() {
      return new Track(name, Arrays.copyOf(values, size), unknown, line);
    }
  }
}
