package dev.unroll.models.history;

import dev.unroll.core.io.JsonReader;
import dev.unroll.core.io.MalformedFileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// The lines of a record, each a JSON object with at least `event`, a text, and `step`, a whole number:
///
/// | event | what | besides |
/// |---|---|---|
/// | `run` | a run begins or is resumed | options, data, machine, `command` |
/// | `step` | after a step | `loss`, the mean since the last such line, `smoothed`, `rate`, `norm` and `clipped`, the gradient's norm before and after clipping, `peak`, the largest norm since the last line, `items`, `speed` a second, `seconds` |
/// | `weights` | after a step | `norms`: by parameter ‖w‖ and ‖Δw‖ of that step |
/// | `epoch` | after an epoch | `epoch`, `loss`, `best`, `scores` |
/// | `validation` | measured at the end of a run, within an epoch | `scores` |
/// | `example` | what the model could do | `text` |
/// | `end` | the run ended | `reason` |
/// | `divergence` | the run could not go on | `message` |
///
/// What is no finite number is null. Lines are in the order of their steps.
public final class HistoryFile {
  /// A longer file is none of ours.
  private static final long MAX_BYTES = 1L << 28;

  private HistoryFile() {}

  /// A line as it is in the file, and what it says.
  public record Line(String text, String event, long step, Map<?, ?> members) {}

  /// All whole lines; one that a crash cut off is left out, with what is behind it.
  ///
  /// @throws IOException if the file cannot be read or is no record of a run
  public static List<Line> read(Path file) throws IOException {
    List<Line> lines = new ArrayList<>();
    readUpTo(file, Long.MAX_VALUE, lines);
    if (lines.isEmpty()) {
      throw new IOException(
          "%s: expected the record of a run, lines of JSON, got something else".formatted(file));
    }
    return lines;
  }

  /// Where in the file the last whole line of a step up to `step` ends; appends the lines up to there.
  static long readUpTo(Path file, long step, List<Line> lines) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(
          "%s: expected the record of a run, got a file of %,d bytes"
              .formatted(file, Files.size(file)));
    }
    byte[] bytes = Files.readAllBytes(file);
    int begin = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        Line line = line(file, Arrays.copyOfRange(bytes, begin, end), begin);
        if (line == null || line.step > step) {
          return begin;
        }
        lines.add(line);
        begin = end + 1;
      }
    }
    return begin;
  }

  /// A line; null if it is none.
  private static Line line(Path file, byte[] bytes, int origin) {
    try {
      JsonReader reader = new JsonReader(file.toString(), "file", bytes, origin);
      Object value = reader.value();
      reader.end();
      return value instanceof Map<?, ?> members
              && members.get("event") instanceof String event
              && members.get("step") instanceof Long step
          ? new Line(new String(bytes, StandardCharsets.UTF_8), event, step, members)
          : null;
    } catch (MalformedFileException e) {
      return null;
    }
  }
}
