package dev.unroll.models.classification;

import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.relu;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;
import java.util.ArrayList;
import java.util.List;

/// Gives a row of numbers a label or a number (one to one), by a perceptron with hidden layers or without, all
/// numbers standardized:
///
///     h[0] = x
///     h[k] = φ(W_k h[k−1] + b_k)                     the layers `hidden0`, `hidden1`, …
///     p    = softmax(W h + b)                        the layer `output`, of labels
///     ŷ    = W h + b                                 of a number
///
/// A missing number counts as the mean of its column. Of two labels the second has one logit: `p = σ(W h + b)`.
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     Perceptron model = Perceptron.build(PerceptronOptions.of(16, 16), training, 1);
///     var task = new PerceptronTask(model, training, heldOut, ClassificationOptions.defaults(), 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(50)).run(TrainingListener.NONE);
///     String label = model.classify(0.5f, -0.25f).label();
///
/// Source: Rosenblatt, *The perceptron*, 1958; Rumelhart, Hinton and Williams, *Learning representations by
/// back-propagating errors*, 1986.
public final class Perceptron implements Model {
  private final PerceptronOptions options;
  private final Standardization standardization;
  private final TokenVocabulary labels;
  private final List<String> features;
  private final List<Linear> hidden = new ArrayList<>();
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param standardization of the features; where a number is to be predicted, then of that
  /// @param labels to choose from; null where a number is to be predicted
  public Perceptron(
      PerceptronOptions options,
      Standardization standardization,
      TokenVocabulary labels,
      Scope scope) {
    this.options = options;
    this.standardization = standardization;
    this.labels = labels == null ? null : Labels.checked(labels);
    List<String> columns = standardization.columns();
    features = labels == null ? columns.subList(0, columns.size() - 1) : columns;
    int width = features.size();
    for (int units : options.hidden()) {
      hidden.add(new Linear(scope.in("hidden" + hidden.size()), width, units));
      width = units;
    }
    output =
        new Linear(
            scope.in("output"), width, labels == null ? 1 : ClassMeasures.outputs(labels.size()));
    parameters = scope.parameters();
  }

  /// A new model for the columns and labels of a table, by whose rows it standardizes, initialized as
  /// [Initializer#glorot].
  ///
  /// @throws IllegalArgumentException if the table has no rows or fewer than two labels
  public static Perceptron build(PerceptronOptions options, Table training, long seed) {
    return build(options, training, Scope.fresh(seed, Initializer.glorot()));
  }

  /// A new model for the columns and labels of a table, by whose rows it standardizes.
  ///
  /// @throws IllegalArgumentException if the table has no rows or fewer than two labels
  public static Perceptron build(PerceptronOptions options, Table training, Scope scope) {
    if (training.rows() == 0) {
      throw new IllegalArgumentException("expected rows to train on, got none");
    }
    Standardization ofFeatures = Standardization.of(training.features(), 0, training.rows());
    return switch (training.target()) {
      case Table.Target.Labels(List<String> each) ->
          new Perceptron(options, ofFeatures, Labels.of(each), scope);
      case Table.Target.Numbers(String name, float[] values) -> {
        Series target = new Series(List.of(name), values);
        yield new Perceptron(
            options, ofFeatures.and(Standardization.of(target, 0, training.rows())), null, scope);
      }
    };
  }

  @Override
  public String kind() {
    return PerceptronKind.NAME;
  }

  @Override
  public Settings settings() {
    Settings settings = Settings.of(options).with(PerceptronKind.STANDARDIZATION, standardization);
    return labels == null ? settings : settings.with(PerceptronKind.LABELS, labels.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public PerceptronOptions options() {
    return options;
  }

  /// The columns that it reads, in order.
  public List<String> features() {
    return features;
  }

  /// The labels to choose from; null where a number is predicted.
  public TokenVocabulary labels() {
    return labels;
  }

  /// How it standardizes: the features, then the number that is predicted, if one is.
  public Standardization standardization() {
    return standardization;
  }

  /// Rows as the layers read them, `[N,C]`: standardized, 0 where a number is missing.
  ///
  /// @param columns where each feature stands in the rows
  Tensor inputs(Series rows, int[] columns, int[] which) {
    Tensor x = Tensor.zeros(which.length, columns.length);
    for (int n = 0; n < which.length; n++) {
      for (int c = 0; c < columns.length; c++) {
        float z = standardization.standard(c, rows.at(which[n], columns[c]));
        x.set(Float.isNaN(z) ? 0 : z, n, c);
      }
    }
    return x;
  }

  /// The logits `[N,K]` of the labels, or the standardized numbers `[N,1]`, of standardized rows `[N,C]`.
  public Variable forward(Pass pass, Tensor inputs) {
    Variable h = pass.tape().constant(inputs);
    for (Linear layer : hidden) {
      Variable a = layer.forward(pass, h);
      Variable active =
          switch (options.activation()) {
            case TANH -> tanh(a);
            case RELU -> relu(a);
          };
      h = pass.training() ? dropout(active, options.dropout(), pass.random()) : active;
    }
    Variable y = output.forward(pass, h);
    return labels == null ? y : ClassMeasures.logits(y);
  }

  /// The likeliest label of a row.
  ///
  /// @param row the features in order; NaN where a number is missing
  /// @throws IllegalArgumentException if these are not as many numbers as there are features
  /// @throws IllegalStateException if the model predicts a number
  public Classification classify(float... row) {
    if (labels == null) {
      throw new IllegalStateException("the model predicts a number, not a label");
    }
    return ClassMeasures.answer(labels, read(row));
  }

  /// What a row's number is, in its own unit.
  ///
  /// @param row the features in order; NaN where a number is missing
  /// @throws IllegalArgumentException if these are not as many numbers as there are features
  /// @throws IllegalStateException if the model gives labels
  public float predict(float... row) {
    if (labels != null) {
      throw new IllegalStateException("the model gives labels, not a number");
    }
    return standardization.original(features.size(), read(row).get(0, 0));
  }

  private Tensor read(float[] row) {
    if (row.length != features.size()) {
      throw new IllegalArgumentException(
          "expected %d numbers, %s, got %d"
              .formatted(features.size(), String.join(", ", features), row.length));
    }
    int[] columns = new int[row.length];
    for (int c = 0; c < columns.length; c++) {
      columns[c] = c;
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor x = inputs(new Series(features, row), columns, new int[] {0});
      Tensor y = forward(Pass.reading(tape), x).value();
      return Tensor.of(Shape.of(1, y.elements()), y.toArray());
    }
  }
}
