package dev.unroll.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Reads the lines of a table (CSV) one by one, as they come: the first names the columns, each of the others is a
/// row.
public final class CsvLine {
  private final List<String> columns;
  private final CsvMissing missing;

  /// Where each column stands in a row; null before the line that names them.
  private int[] places;

  private int width;

  /// @param columns to read of each row
  /// @param missing what stands where a number is missing
  public CsvLine(List<String> columns, Set<String> missing) {
    this.columns = List.copyOf(columns);
    this.missing = new CsvMissing(missing);
  }

  /// Whether the line that names the columns was read.
  public boolean hasHeader() {
    return places != null;
  }

  /// Reads the line that names the columns.
  ///
  /// @throws IllegalArgumentException with a message for people if one that is to be read is not there
  public void readHeader(String line) {
    List<String> names = fields(line).stream().map(String::strip).toList();
    int[] found = new int[columns.size()];
    for (int i = 0; i < found.length; i++) {
      found[i] = names.indexOf(columns.get(i));
      if (found[i] < 0) {
        throw new IllegalArgumentException(
            "expected a first line that names the columns, '%s' among them, got '%s'"
                .formatted(columns.get(i), String.join("', '", names)));
      }
    }
    width = names.size();
    places = found;
  }

  /// The numbers of a row in the order of the columns, NaN where one is missing.
  ///
  /// @throws IllegalArgumentException with a message for people if a number is none or the row has more or fewer
  ///     values than the first line has names
  public float[] readRow(String line) {
    List<String> values = fields(line);
    if (values.size() != width) {
      throw new IllegalArgumentException(
          "expected %d values, as the first line names, got %d".formatted(width, values.size()));
    }
    float[] numbers = new float[places.length];
    for (int c = 0; c < numbers.length; c++) {
      String value = values.get(places[c]);
      Float number = Numbers.parse(value);
      if (missing.is(value, number)) {
        numbers[c] = Float.NaN;
      } else if (number == null) {
        throw new IllegalArgumentException(
            "column '%s': expected a number, got '%s'".formatted(columns.get(c), value.strip()));
      } else {
        numbers[c] = number;
      }
    }
    return numbers;
  }

  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(line)) {
      reader.forEach(row -> fields.addAll(row.getFields()));
    } catch (CsvParseException | java.io.IOException e) {
      throw new IllegalArgumentException("expected values between commas, got '" + line + "'", e);
    }
    return fields;
  }
}
