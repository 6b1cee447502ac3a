package dev.unroll.cli.kind;

import dev.unroll.cli.data.CsvLine;
import dev.unroll.models.classification.Classification;
import dev.unroll.models.classification.Perceptron;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Answers the rows of a table, line by line.
final class ClassifyLines implements Predictor {
  private final Perceptron model;
  private final CsvLine lines;

  ClassifyLines(Perceptron model, List<String> missing) {
    this.model = model;
    lines = new CsvLine(model.features(), Set.copyOf(missing));
  }

  @Override
  public String predict(String line) {
    if (!lines.hasHeader()) {
      lines.readHeader(line);
      return model.labels() != null
          ? "label,probability"
          : model.standardization().columns().getLast();
    }
    float[] row = lines.readRow(line);
    if (model.labels() == null) {
      return String.format(Locale.ROOT, "%.6g", model.predict(row));
    }
    Classification answer = model.classify(row);
    return String.format(Locale.ROOT, "%s,%.3f", quoted(answer.label()), answer.probability());
  }

  private static String quoted(String label) {
    return label.contains(",") || label.contains("\"")
        ? '"' + label.replace("\"", "\"\"") + '"'
        : label;
  }
}
