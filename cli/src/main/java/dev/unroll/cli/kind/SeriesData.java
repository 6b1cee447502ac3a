package dev.unroll.cli.kind;

import dev.unroll.cli.data.CsvFile;
import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.ForecastOptions;
import dev.unroll.models.forecasting.GeneratedWeather;
import dev.unroll.models.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A series of measurements in a file. Its rows count as equally far apart: a repeated stamp is a record like any
/// other, and where there is a gap the records around it are neighbours.
///
/// @param series a table (CSV) with a record a row and the names of the columns in the first; null for generated
///     weather
/// @param missing what stands where a number is missing, which then is that of the record before
public record SeriesData(
    @Setting(value = "A table (CSV) with a record a row.", label = "FILE") Path series,
    @Setting(value = "What stands for a missing number, such as NA or -9999.", label = "TEXT,…")
        List<String> missing) {
  private static final int GENERATED = 8766;

  public SeriesData {
    missing = List.copyOf(missing);
  }

  /// The columns that a model reads and predicts: those named in its options, else all but the first, which
  /// holds the time.
  Series read(ForecastOptions options) throws IOException {
    if (series == null) {
      return GeneratedWeather.series(GENERATED, 1);
    }
    CsvFile file = CsvFile.open(series);
    List<String> header = file.header();
    List<String> columns =
        new ArrayList<>(
            options.features().isEmpty() ? header.subList(1, header.size()) : options.features());
    if (!options.target().isEmpty() && !columns.contains(options.target())) {
      columns.add(options.target());
    }
    CsvFile.Columns read = file.read(columns, List.of(), Set.copyOf(missing));
    float[] values = new float[Math.multiplyExact(read.rows(), columns.size())];
    for (int c = 0; c < columns.size(); c++) {
      float[] column = read.numbers().get(columns.get(c));
      for (int row = 0; row < column.length; row++) {
        values[row * columns.size() + c] = column[row];
      }
    }
    return new Series(columns, values).filled(Float.NaN);
  }
}
