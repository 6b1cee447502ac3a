package dev.unroll.models.metrics;

import dev.unroll.core.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// Accumulates what classes were taken for: row the true class, column the predicted one.
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;

  /// Without any prediction yet.
  public ConfusionMatrix(int classes) {
    this.classes = Checks.positive("classes", classes);
    counts = new long[Math.multiplyExact(classes, classes)];
  }

  /// Adds one prediction.
  public void add(int predicted, int truth) {
    add(predicted, truth, 1);
  }

  /// Adds several predictions of one kind.
  public void add(int predicted, int truth, long count) {
    counts[Objects.checkIndex(truth, classes) * classes + Objects.checkIndex(predicted, classes)] +=
        count;
  }

  /// The number of classes.
  public int classes() {
    return classes;
  }

  /// How often the class `truth` was taken for the class `predicted`.
  public long count(int predicted, int truth) {
    return counts[
        Objects.checkIndex(truth, classes) * classes + Objects.checkIndex(predicted, classes)];
  }

  /// How many predictions there are.
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /// The share of right predictions; NaN where there are none.
  public double accuracy() {
    long right = 0;
    for (int each = 0; each < classes; each++) {
      right += count(each, each);
    }
    return (double) right / total();
  }

  /// Precision, recall and F1 of one class against all others.
  public PrecisionRecall of(int each) {
    long predicted = 0;
    long actual = 0;
    for (int other = 0; other < classes; other++) {
      predicted += count(each, other);
      actual += count(other, each);
    }
    return new PrecisionRecall(count(each, each), predicted, actual);
  }

  /// The mean of the classes' F1 over those that occur, as truth or as prediction; 0 where there are none.
  public double macroF1() {
    double sum = 0;
    int occurring = 0;
    for (int each = 0; each < classes; each++) {
      PrecisionRecall score = of(each);
      if (score.predicted() + score.actual() > 0) {
        sum += score.f1();
        occurring++;
      }
    }
    return occurring == 0 ? 0 : sum / occurring;
  }

  /// The matrix for a person: a row for each true class, with its number, its name and how often it was taken for
  /// each of the classes, whose numbers stand above; where nothing was, a dot.
  ///
  /// @param names of the classes
  public List<String> lines(List<String> names) {
    if (names.size() != classes) {
      throw new IllegalArgumentException(
          "expected the names of %d classes, got %d".formatted(classes, names.size()));
    }
    long most = Math.max(Arrays.stream(counts).max().orElse(0), classes);
    String cell = " %" + Math.max(4, Long.toString(most).length()) + "s";
    int width = names.stream().mapToInt(String::length).max().orElse(0);
    String name = "%" + Integer.toString(classes).length() + "d %-" + width + "s";
    List<String> lines = new ArrayList<>();
    StringBuilder head = new StringBuilder(" ".repeat(name.formatted(1, "").length()));
    for (int predicted = 0; predicted < classes; predicted++) {
      head.append(cell.formatted(predicted + 1));
    }
    lines.add(head.toString());
    for (int truth = 0; truth < classes; truth++) {
      StringBuilder line = new StringBuilder(name.formatted(truth + 1, names.get(truth)));
      for (int predicted = 0; predicted < classes; predicted++) {
        long count = count(predicted, truth);
        line.append(cell.formatted(count == 0 ? "." : count));
      }
      lines.add(line.toString());
    }
    return lines;
  }
}
