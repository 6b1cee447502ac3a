package dev.unroll.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.unroll.models.text.TextFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The log of a driving simulator (Udacity's): a row for each moment with the pictures of three cameras, the
/// steering, the throttle, the brake and the speed.
public final class DrivingLog {
  private static final int COLUMNS = 7;
  private static final List<String> NAMES = List.of("steering", "throttle", "brake", "speed");
  private static final Pattern TIME =
      Pattern.compile("(\\d{4})_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d\\d)_(\\d{1,3})");
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg");

  private DrivingLog() {}

  /// A moment.
  ///
  /// @param picture what the middle camera saw
  /// @param steering −1 (left) to 1 (right)
  /// @param throttle 0 to 1
  /// @param brake 0 to 1
  /// @param speed in miles per hour
  /// @param millis when, in milliseconds since 1970, as the picture's name says; −1 if it does not
  public record Frame(
      Path picture, float steering, float throttle, float brake, float speed, long millis) {}

  /// The moments of a log, in its order. A first row of column names is passed over. Of a picture's path only
  /// the last name counts, be it a path of Windows or not; the file is looked for in `pictures`, also with
  /// another ending (`.png`, `.jpg`).
  ///
  /// @throws IOException with a message for people if a row has other columns, a number is none, or pictures
  ///     are not there (how many, and the first)
  public static List<Frame> read(Path log, Path pictures) throws IOException {
    if (!Files.isDirectory(pictures)) {
      throw new IOException(pictures + ": expected a directory with the log's pictures");
    }
    List<Frame> frames = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder()
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(TextFiles.read(List.of(log), StandardCharsets.UTF_8))) {
      for (CsvRecord row : reader) {
        Place place = new Place(log, row.getStartingLineNumber());
        if (place.line() == 1 && isHeader(row)) {
          continue;
        }
        Frame frame;
        try {
          frame = frame(row, pictures);
        } catch (IllegalArgumentException e) {
          throw place.refuse(e.getMessage());
        }
        if (frame.picture() == null) {
          missing.add(baseName(row.getField(0)));
        }
        frames.add(frame);
      }
    } catch (CsvParseException e) {
      throw CsvFile.malformed(log, e);
    }
    if (!missing.isEmpty()) {
      throw new IOException(
          "%s: %,d of %,d pictures are not in %s; the first is %s"
              .formatted(log, missing.size(), frames.size(), pictures, missing.getFirst()));
    }
    if (frames.isEmpty()) {
      throw new IOException(log + ": expected rows with three pictures and four numbers, got none");
    }
    return frames;
  }

  /// The moment that one row of a log describes, as in [#read]; null for a row of column names.
  ///
  /// @throws IllegalArgumentException with a message for people, that does not name the row, if it has other
  ///     columns, a number is none, or the picture is not there
  public static Frame row(String text, Path pictures) {
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().allowMissingFields(true).ofCsvRecord(text)) {
      CsvRecord row = reader.iterator().next();
      if (isHeader(row)) {
        return null;
      }
      Frame frame = frame(row, pictures);
      if (frame.picture() == null) {
        throw new IllegalArgumentException(
            "the picture %s is not in %s".formatted(baseName(row.getField(0)), pictures));
      }
      return frame;
    } catch (CsvParseException | NoSuchElementException | IOException e) {
      throw new IllegalArgumentException(
          "expected a row of a driving log, got '%s'".formatted(text), e);
    }
  }

  private static boolean isHeader(CsvRecord row) {
    return row.getFieldCount() == COLUMNS
        && row.getField(3).strip().equalsIgnoreCase(NAMES.getFirst());
  }

  /// A row; its picture is null where it is not there.
  private static Frame frame(CsvRecord row, Path pictures) {
    if (row.getFieldCount() != COLUMNS) {
      throw new IllegalArgumentException(
          "expected 7 values (three pictures, %s), got %d"
              .formatted(String.join(", ", NAMES), row.getFieldCount()));
    }
    String name = baseName(row.getField(0));
    return new Frame(
        find(pictures, name),
        number(row, 0),
        number(row, 1),
        number(row, 2),
        number(row, 3),
        millis(name));
  }

  private static float number(CsvRecord row, int index) {
    String text = row.getField(3 + index);
    Float value = Numbers.parse(text);
    if (value == null) {
      throw new IllegalArgumentException(
          "column %d: expected a number for the %s, got '%s'"
              .formatted(4 + index, NAMES.get(index), text));
    }
    return value;
  }

  private static String baseName(String path) {
    String stripped = path.strip();
    int end = Math.max(stripped.lastIndexOf('/'), stripped.lastIndexOf('\\'));
    return stripped.substring(end + 1);
  }

  /// The file of that name or, where there is none, that of the same name with another ending; or null.
  private static Path find(Path directory, String name) {
    if (name.isEmpty() || name.indexOf('\0') >= 0) {
      return null;
    }
    if (Files.isRegularFile(directory.resolve(name))) {
      return directory.resolve(name);
    }
    int dot = name.lastIndexOf('.');
    String stem = dot < 0 ? name : name.substring(0, dot);
    for (String ending : ENDINGS) {
      Path file = directory.resolve(stem + ending);
      if (Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  /// When a picture was taken, by a name such as `center_2018_11_15_21_17_00_669.jpg`.
  private static long millis(String name) {
    Matcher time = TIME.matcher(name);
    if (!time.find()) {
      return -1;
    }
    int[] part = new int[8];
    for (int i = 1; i <= 7; i++) {
      part[i] = Integer.parseInt(time.group(i));
    }
    try {
      return LocalDateTime.of(part[1], part[2], part[3], part[4], part[5], part[6])
              .toInstant(ZoneOffset.UTC)
              .toEpochMilli()
          + part[7];
    } catch (DateTimeException e) {
      return -1; // numbers that are no time
    }
  }
}
