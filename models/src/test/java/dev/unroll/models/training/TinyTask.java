package dev.unroll.models.training;

import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.linear;
import static dev.unroll.autograd.op.Ops.mean;
import static dev.unroll.autograd.op.Ops.square;
import static dev.unroll.autograd.op.Ops.subtract;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/// A linear model with dropout that learns a linear function from a few batches of unequal size, and carries a
/// number along: all that a trainer meets.
final class TinyTask implements Task<TinyTask.Rows> {
  /// Examples in rows.
  record Rows(Tensor x, Tensor y) {}

  /// `y = W x + b`.
  static final class LinearModel implements Model {
    private final Linear layer;
    private final List<Parameter> parameters;

    LinearModel(Scope scope) {
      layer = new Linear(scope, 3, 2);
      parameters = scope.parameters();
    }

    @Override
    public String kind() {
      return "tiny";
    }

    @Override
    public Settings settings() {
      return Settings.none();
    }

    @Override
    public List<Parameter> parameters() {
      return parameters;
    }
  }

  private static final int[] SIZES = {4, 1, 3, 5, 2, 4, 3};

  private final LinearModel model;
  private final List<Rows> rows = new ArrayList<>();
  private final float dropout;
  private final List<Double> validations;
  private double carried;

  /// Multiplies the loss of the batch with this position in the data; for tests of divergence.
  private int poisoned = -1;

  /// @param validations the deciding metric's values, epoch by epoch; null for the loss on held-out rows
  TinyTask(LinearModel model, float dropout, List<Double> validations) {
    this.model = model;
    this.dropout = dropout;
    this.validations = validations;
    RandomStream random = new RandomStream(5);
    for (int size : SIZES) {
      Tensor x = Tensor.zeros(size, 3);
      Tensor y = Tensor.zeros(size, 2);
      random.fillNormal(x, 0, 1);
      for (int i = 0; i < size; i++) {
        float[] row = x.data();
        y.data()[2 * i] = row[3 * i] - 2 * row[3 * i + 1];
        y.data()[2 * i + 1] = 0.5f * row[3 * i + 2] + 1;
      }
      rows.add(new Rows(x, y));
    }
  }

  static LinearModel fresh() {
    return new LinearModel(Scope.fresh(3, Initializer.torch()));
  }

  static TinyTask of(LinearModel model) {
    return new TinyTask(model, 0.2f, null);
  }

  TinyTask poisoned(int batch) {
    poisoned = batch;
    return this;
  }

  @Override
  public LinearModel model() {
    return model;
  }

  @Override
  public Batches<Rows> training() {
    return new Batches<>() {
      @Override
      public int count(int epoch) {
        return SIZES.length - 1 - epoch % 2; // epochs need not be equal
      }

      @Override
      public Rows read(int epoch, int k) {
        return rows.get((k + epoch) % (SIZES.length - 1));
      }

      @Override
      public String fingerprint() {
        return "tiny rows";
      }
    };
  }

  @Override
  public Batches<Rows> validation() {
    return Batches.of(rows.subList(SIZES.length - 1, SIZES.length), "held-out tiny rows");
  }

  @Override
  public Loss loss(Pass pass, Rows batch) {
    Variable x = pass.tape().constant(batch.x());
    if (pass.training()) {
      x = dropout(x, dropout, pass.random());
      carried = 0.9 * carried + pass.random().nextDouble();
    }
    Variable y =
        linear(
            x,
            pass.tape().parameter(model.layer.weight()),
            pass.tape().parameter(model.layer.bias()));
    Tensor target = batch.y();
    if (poisoned >= 0 && batch == rows.get(poisoned)) {
      target = Tensor.of(Shape.of(1), Float.NaN).reshape(1, 1);
    }
    Variable loss = mean(square(subtract(y, pass.tape().constant(target))));
    return new Loss(loss, batch.x().shape().dimension(0));
  }

  @Override
  public Metric lossMetric() {
    return Metric.lower("mse", "");
  }

  @Override
  public Evaluation<Rows> evaluation() {
    if (validations == null) {
      return Evaluation.ofLoss(this);
    }
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Rows batch) {
        return new double[] {validations.removeFirst()};
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(new Score(Metric.higher("accuracy", ""), totals[0]));
      }
    };
  }

  @Override
  public long items(Rows batch) {
    return batch.x().shape().dimension(0);
  }

  @Override
  public String itemName() {
    return "rows";
  }

  @Override
  public List<Resumable> state() {
    return List.of(
        new Resumable() {
          @Override
          public String section() {
            return "carried";
          }

          @Override
          public void save(Section to) {
            to.put("number", carried);
          }

          @Override
          public void restore(Section from) {
            carried = from.number("number");
          }
        });
  }
}
