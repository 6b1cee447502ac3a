package dev.unroll.models.classification;

import static dev.unroll.autograd.op.Ops.mse;

import dev.unroll.core.Tensor;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.ConfusionMatrix;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Trains a [Perceptron] on the rows of a table: by the cross-entropy of their labels, or by the squared error of
/// their standardized numbers.
public final class PerceptronTask implements Task<PerceptronTask.Batch> {
  private static final int MEASURED = 256;
  private static final int EXAMPLES = 6;

  private final Perceptron model;
  private final Rows training;
  private final Rows heldOut;

  /// Null where a number is predicted.
  private final ClassMeasures measures;

  private final BucketedBatches<Batch> batches;

  /// Some rows.
  ///
  /// @param inputs `[N,C]`, standardized
  /// @param labels the id of each row's label; null where a number is predicted
  /// @param targets `[N,1]`, the standardized numbers; null where there are labels
  public record Batch(Tensor inputs, int[] labels, Tensor targets) {}

  /// A task.
  ///
  /// @param heldOut the rows to measure on; perhaps none
  /// @param seed of the order of the rows
  /// @throws IllegalArgumentException if a table lacks a feature of the model, or its target is not what the model
  ///     predicts
  public PerceptronTask(
      Perceptron model, Table training, Table heldOut, ClassificationOptions options, long seed) {
    this.model = model;
    this.training = new Rows(training);
    this.heldOut = new Rows(heldOut);
    measures = model.labels() == null ? null : measures(options.balanced());
    batches =
        BucketedBatches.shuffled(
            new int[training.rows()],
            options.batch(),
            seed,
            training.fingerprint(),
            this.training::batch);
  }

  private ClassMeasures measures(boolean balanced) {
    int classes = model.labels().size();
    return new ClassMeasures(
        classes, balanced ? ClassMeasures.balanced(training.labels, classes) : null);
  }

  /// A table as the model reads it.
  private final class Rows {
    final Table table;
    final int[] columns;
    final int[] labels;
    final float[] numbers;

    Rows(Table table) {
      this.table = table;
      boolean labelled = model.labels() != null;
      switch (table.target()) {
        case Table.Target.Labels(List<String> each) -> {
          requireTarget(labelled);
          labels = each.stream().mapToInt(label -> Labels.id(model.labels(), label)).toArray();
          numbers = null;
        }
        case Table.Target.Numbers(_, float[] values) -> {
          requireTarget(!labelled);
          labels = null;
          numbers = values;
        }
      }
      columns = model.features().stream().mapToInt(table.features()::column).toArray();
    }

    private void requireTarget(boolean right) {
      if (!right) {
        String wanted = model.labels() == null ? "numbers" : "labels";
        throw new IllegalArgumentException(
            "expected %s to predict, as the model was made for, got %s"
                .formatted(wanted, wanted.equals("labels") ? "numbers" : "labels"));
      }
    }

    Batch batch(int[] rows) {
      Tensor inputs = model.inputs(table.features(), columns, rows);
      if (labels != null) {
        return new Batch(inputs, IntStream.of(rows).map(row -> labels[row]).toArray(), null);
      }
      Tensor targets = Tensor.zeros(rows.length, 1);
      for (int n = 0; n < rows.length; n++) {
        targets.set(model.standardization().standard(columns.length, numbers[rows[n]]), n, 0);
      }
      return new Batch(inputs, null, targets);
    }

    float[] row(int row) {
      float[] values = new float[columns.length];
      for (int c = 0; c < values.length; c++) {
        values[c] = table.features().at(row, columns[c]);
      }
      return values;
    }
  }

  @Override
  public Perceptron model() {
    return model;
  }

  @Override
  public Batches<Batch> training() {
    return batches;
  }

  @Override
  public Batches<Batch> validation() {
    return BucketedBatches.sorted(
        new int[heldOut.table.rows()], MEASURED, "held-out rows", heldOut::batch);
  }

  @Override
  public Loss loss(Pass pass, Batch batch) {
    var y = model.forward(pass, batch.inputs());
    return measures != null
        ? measures.loss(y, batch.labels())
        : Loss.of(mse(y, pass.tape().constant(batch.targets())));
  }

  @Override
  public Metric lossMetric() {
    return measures != null ? ClassMeasures.CROSS_ENTROPY : Metric.lower("standardized-mse", "");
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return measures != null
        ? measures.evaluation((pass, batch) -> model.forward(pass, batch.inputs()), Batch::labels)
        : new NumberMeasures();
  }

  /// Errors in the number's own unit.
  private final class NumberMeasures implements Evaluation<Batch> {
    @Override
    public double[] sums(Pass pass, Batch batch) {
      Tensor y = model.forward(pass, batch.inputs()).value();
      double unit = model.standardization().deviations().get(model.features().size());
      double[] sums = new double[5];
      for (int n = 0; n < y.elements(); n++) {
        double truth = unit * batch.targets().get(n, 0);
        double error = unit * y.get(n, 0) - truth;
        sums[0] += error * error;
        sums[1] += Math.abs(error);
        sums[2] += truth;
        sums[3] += truth * truth;
        sums[4]++;
      }
      return sums;
    }

    @Override
    public List<Score> scores(double[] totals) {
      double count = totals[4];
      double variation = totals[3] - totals[2] * totals[2] / count;
      return List.of(
          new Score(Metric.lower("rmse", ""), Math.sqrt(totals[0] / count)),
          new Score(Metric.lower("mae", ""), totals[1] / count),
          new Score(Metric.higher("explained", ""), 1 - totals[0] / variation));
    }
  }

  /// What the latest evaluation took for what; null before the first, and where a number is predicted.
  public ConfusionMatrix confusion() {
    return measures == null ? null : measures.confusion();
  }

  @Override
  public List<String> findings() {
    return measures == null ? List.of() : measures.findings(model.labels().tokens());
  }

  @Override
  public long items(Batch batch) {
    return batch.inputs().shape().dimension(0);
  }

  @Override
  public String itemName() {
    return "rows";
  }

  /// What a rule without a network reaches on the held-out rows: the label that is most frequent in training, or
  /// the mean of its numbers. Empty if nothing is held out.
  public List<Score> baselines() {
    int rows = heldOut.table.rows();
    if (rows == 0) {
      return List.of();
    }
    if (measures != null) {
      return List.of(
          ClassMeasures.majority(training.labels, heldOut.labels, model.labels().size()));
    }
    double mean = model.standardization().means().get(model.features().size());
    double squares = 0;
    for (float number : heldOut.numbers) {
      squares += (number - mean) * (number - mean);
    }
    return List.of(new Score(Metric.lower("mean-rmse", ""), Math.sqrt(squares / rows)));
  }

  /// Held-out rows with what the model says of them.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int rows = heldOut.table.rows();
    int count = Math.min(EXAMPLES, rows);
    for (int i = 0; i < count; i++) {
      int row = (int) ((long) i * rows / count);
      lines.add(measures != null ? labelled(row) : numbered(row));
    }
    return lines;
  }

  private String labelled(int row) {
    Classification answer = model.classify(heldOut.row(row));
    String truth = model.labels().token(heldOut.labels[row]);
    return "%s %.2f (%s) %s"
        .formatted(
            answer.label(),
            answer.probability(),
            answer.label().equals(truth) ? "right" : "is " + truth,
            shown(row));
  }

  private String numbered(int row) {
    return "%.4g (is %.4g) %s"
        .formatted(model.predict(heldOut.row(row)), heldOut.numbers[row], shown(row));
  }

  private String shown(int row) {
    StringBuilder text = new StringBuilder();
    float[] values = heldOut.row(row);
    for (int c = 0; c < values.length; c++) {
      text.append(c == 0 ? "" : ", ")
          .append("%s %.4g".formatted(model.features().get(c), values[c]));
    }
    return text.toString();
  }
}
