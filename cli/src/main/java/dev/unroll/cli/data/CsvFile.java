package dev.unroll.cli.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.unroll.core.io.FileReplacement;
import dev.unroll.models.text.TextFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A table of comma-separated values (RFC 4180) whose first row names the columns.
public final class CsvFile {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");

  private final Path file;
  private final String text;
  private final char separator;
  private final List<String> header;

  private CsvFile(Path file, String text, char separator) throws IOException {
    this.file = file;
    this.text = text;
    this.separator = separator;
    header = readHeader();
  }

  /// Some columns of a table.
  ///
  /// @param numbers the columns of numbers by name; a missing value is NaN
  /// @param texts the columns of texts by name
  /// @param lines where each row stands in the file, counted from 1
  public record Columns(
      Map<String, float[]> numbers, Map<String, List<String>> texts, long[] lines) {
    /// The number of rows.
    public int rows() {
      return lines.length;
    }
  }

  /// Opens a table in UTF-8 with commas.
  ///
  /// @throws IOException as [#open(Path, Charset, char)]
  public static CsvFile open(Path file) throws IOException {
    return open(file, StandardCharsets.UTF_8, ',');
  }

  /// Opens a table.
  ///
  /// @throws IOException with a message for people if the file cannot be read exactly, or its first row does
  ///     not name the columns, each differently
  public static CsvFile open(Path file, Charset charset, char separator) throws IOException {
    return new CsvFile(file, TextFiles.read(List.of(file), charset), separator);
  }

  /// The names of the columns, in order.
  public List<String> header() {
    return header;
  }

  /// Reads columns; the others are not looked at.
  ///
  /// @param numbers the columns whose values are numbers
  /// @param texts the columns whose values are texts
  /// @param missing what stands where a number is missing, such as `NA` or `-9999`: a value that is equal to
  ///     one of these, as a text or as a number
  /// @throws IOException with a message for people if a column is not there, a row has more or fewer values than
  ///     the header, a number is none, or there is no row
  public Columns read(List<String> numbers, List<String> texts, Set<String> missing)
      throws IOException {
    int[] numberAt = indices(numbers);
    int[] textAt = indices(texts);
    CsvMissing markers = new CsvMissing(missing);
    List<FloatList> numberColumns = numbers.stream().map(_ -> new FloatList()).toList();
    List<List<String>> textColumns =
        texts.stream().<List<String>>map(_ -> new ArrayList<>()).toList();
    List<Long> lines = new ArrayList<>();
    rows(
        row -> {
          if (row.getFieldCount() != header.size()) {
            throw new Place(file, row.getStartingLineNumber())
                .refuse(
                    "expected %d values, as the header has names, got %d"
                        .formatted(header.size(), row.getFieldCount()));
          }
          for (int i = 0; i < numberAt.length; i++) {
            numberColumns.get(i).add(number(row, numberAt[i], markers));
          }
          for (int i = 0; i < textAt.length; i++) {
            textColumns.get(i).add(row.getField(textAt[i]));
          }
          lines.add(row.getStartingLineNumber());
        });
    if (lines.isEmpty()) {
      throw new IOException(file + ": expected rows behind the header, got none");
    }
    Map<String, float[]> numberByName = new LinkedHashMap<>();
    for (int i = 0; i < numberAt.length; i++) {
      numberByName.put(numbers.get(i), numberColumns.get(i).toArray());
    }
    Map<String, List<String>> textByName = new LinkedHashMap<>();
    for (int i = 0; i < textAt.length; i++) {
      textByName.put(texts.get(i), textColumns.get(i));
    }
    return new Columns(
        numberByName, textByName, lines.stream().mapToLong(Long::longValue).toArray());
  }

  /// Where columns stand, after a check that they are there.
  ///
  /// @throws IOException that names the columns that there are
  private int[] indices(List<String> names) throws IOException {
    int[] indices = new int[names.size()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = header.indexOf(names.get(i));
      if (indices[i] < 0) {
        throw new IOException(
            "%s: there is no column '%s'; there are %s"
                .formatted(file, names.get(i), String.join(", ", quoted(header))));
      }
    }
    return indices;
  }

  private static List<String> quoted(List<String> names) {
    return names.stream().map(name -> "'" + name + "'").toList();
  }

  /// Refuses a row of what was read.
  ///
  /// @param line where it stands, as [Columns#lines] says
  public IOException refused(long line, String message) {
    return new Place(file, line).refuse(message);
  }

  /// The number that a text is, or null if it is none.
  public static Float number(String text) {
    return Numbers.parse(text);
  }

  private float number(CsvRecord row, int column, CsvMissing missing) throws IOException {
    String value = row.getField(column);
    Float number = Numbers.parse(value);
    if (missing.is(value, number)) {
      return Float.NaN;
    }
    if (number == null) {
      throw new Place(file, row.getStartingLineNumber())
          .refuse(
              "column '%s': expected a number, got '%s'; if that marks a missing value, say so with --missing"
                  .formatted(header.get(column), value));
    }
    return number;
  }

  private List<String> readHeader() throws IOException {
    List<String> names = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = reader()) {
      for (CsvRecord row : reader) {
        row.getFields().forEach(name -> names.add(name.strip()));
        break;
      }
    } catch (CsvParseException e) {
      throw malformed(file, e);
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.indexOf(names.get(i)) < i) {
        throw new Place(file, 1).refuse("the column '%s' is there twice".formatted(names.get(i)));
      }
    }
    if (names.isEmpty()) {
      throw new IOException(file + ": expected a row that names the columns, got none");
    }
    return List.copyOf(names);
  }

  @FunctionalInterface
  private interface Rows {
    void read(CsvRecord row) throws IOException;
  }

  private void rows(Rows rows) throws IOException {
    long line = 0;
    try (CsvReader<CsvRecord> reader = reader()) {
      for (CsvRecord row : reader) {
        if (line > 0) {
          rows.read(row);
        }
        line = row.getStartingLineNumber();
      }
    } catch (CsvParseException e) {
      throw malformed(file, e);
    }
    checkClosed(line);
  }

  /// The reader takes a quotation mark that nothing closes for the beginning of a value that ends with the
  /// file: then the last row has an odd number of them.
  private void checkClosed(long lastRow) throws IOException {
    Matcher lineEnds = LINE_END.matcher(text);
    int begin = 0;
    for (long line = 1; line < lastRow && lineEnds.find(); line++) {
      begin = lineEnds.end();
    }
    if (text.chars().skip(begin).filter(c -> c == '"').count() % 2 != 0) {
      throw new Place(file, lastRow).refuse("a quotation mark is not closed");
    }
  }

  private CsvReader<CsvRecord> reader() {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .allowMissingFields(true) // counted here, for the message
        .allowExtraFields(true)
        .ofCsvRecord(text);
  }

  /// What the reader says of a row that is no CSV: where, and why.
  static IOException malformed(Path file, CsvParseException e) {
    String why = e.getCause() == null ? "" : ": " + e.getCause().getMessage();
    return new IOException("%s: %s%s".formatted(file, e.getMessage(), why), e);
  }

  /// Writes a table in UTF-8, replacing the file only when everything is written.
  ///
  /// @throws IOException if it cannot be written
  public static void write(Path file, List<String> header, Iterable<List<String>> rows)
      throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      writer.writeRecord(header);
      rows.forEach(writer::writeRecord);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
  }

  /// A growing column.
  private static final class FloatList {
    private float[] values = new float[256];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.addExact(size, size >> 1));
      }
      values[size++] = value;
    }

    float[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
