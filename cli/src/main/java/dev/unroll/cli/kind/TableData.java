package dev.unroll.cli.kind;

import dev.unroll.cli.data.CsvFile;
import dev.unroll.models.classification.GeneratedSpirals;
import dev.unroll.models.classification.Table;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Split;
import dev.unroll.models.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A table in a file.
///
/// @param table a table (CSV) with the names of the columns in the first row; null for two generated spirals
/// @param target the column to predict; empty for the last
/// @param features the columns to read; empty for all others
/// @param labels whether numbers in the target are labels: without it, a target of numbers is predicted as a number,
///     and one of texts as a label
/// @param missing what stands where a number is missing, which then counts as the mean of its column
/// @param split which rows are held out
public record TableData(
    @Setting(value = "A table (CSV) with the columns' names in the first row.", label = "FILE")
        Path table,
    @Setting(value = "The column to predict; the last unless given.", label = "NAME") String target,
    @Setting(value = "The columns to read; all others unless given.", label = "NAME,…")
        List<String> features,
    @Setting("Numbers in the target are labels.") boolean labels,
    @Setting(value = "What stands for a missing number, such as NA or -9999.", label = "TEXT,…")
        List<String> missing,
    @Setting("Which rows are held out.") Split split) {
  private static final int GENERATED = 1200;

  public TableData {
    Objects.requireNonNull(target, "target");
    Objects.requireNonNull(split, "split");
    features = List.copyOf(features);
    missing = List.copyOf(missing);
    if (!target.isEmpty() && features.contains(target)) {
      throw new IllegalArgumentException(
          "features: expected columns other than the target, got '%s'".formatted(target));
    }
  }

  /// Two spirals, a fifth held out.
  static TableData generated() {
    return new TableData(null, "", List.of(), false, List.of(), new Split.Shuffled(0.2f, 1));
  }

  /// All rows.
  ///
  /// @param wanted the columns that a model reads; empty for those of the options
  Table read(List<String> wanted) throws IOException {
    if (table == null) {
      return GeneratedSpirals.table(GENERATED, 1);
    }
    CsvFile file = CsvFile.open(table);
    String name = target.isEmpty() ? file.header().getLast() : target;
    List<String> chosen = wanted.isEmpty() ? features : wanted;
    List<String> columns =
        chosen.isEmpty()
            ? file.header().stream().filter(column -> !column.equals(name)).toList()
            : chosen;
    if (columns.isEmpty()) {
      throw new IOException("%s: expected columns besides the target '%s'".formatted(table, name));
    }
    CsvFile.Columns read = file.read(columns, List.of(name), Set.copyOf(missing));
    float[] values = new float[Math.multiplyExact(read.rows(), columns.size())];
    for (int c = 0; c < columns.size(); c++) {
      float[] column = read.numbers().get(columns.get(c));
      for (int row = 0; row < column.length; row++) {
        values[row * columns.size() + c] = column[row];
      }
    }
    return new Table(new Series(columns, values), target(file, read, name));
  }

  /// What is to be predicted: numbers if the first is one and numbers are no labels.
  private Table.Target target(CsvFile file, CsvFile.Columns read, String name) throws IOException {
    List<String> texts = read.texts().get(name).stream().map(String::strip).toList();
    for (int row = 0; row < texts.size(); row++) {
      if (texts.get(row).isEmpty() || missing.contains(texts.get(row))) {
        throw file.refused(
            read.lines()[row],
            "column '%s': expected what is to be predicted, got '%s'"
                .formatted(name, texts.get(row)));
      }
    }
    if (labels || CsvFile.number(texts.getFirst()) == null) {
      return new Table.Target.Labels(texts);
    }
    float[] numbers = new float[texts.size()];
    for (int row = 0; row < numbers.length; row++) {
      Float number = CsvFile.number(texts.get(row));
      if (number == null) {
        throw file.refused(
            read.lines()[row],
            "column '%s': expected a number, as in the rows before, got '%s'; if they are labels, say so with --labels"
                .formatted(name, texts.get(row)));
      }
      numbers[row] = number;
    }
    return new Table.Target.Numbers(name, numbers);
  }
}
