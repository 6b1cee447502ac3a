package dev.unroll.models.memory;

import static dev.unroll.autograd.op.Ops.crossEntropy;
import static dev.unroll.autograd.op.Ops.mse;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.List;

/// Trains a [MemoryModel] on sequences that are generated anew for every step: an epoch is 100 steps.
public final class MemoryTask implements Task<MemoryBatches.Batch> {
  /// Steps of an epoch.
  public static final int EPOCH = 100;

  private static final int HELD_OUT = 10;

  /// An error of a sum below which it counts as right (Hochreiter and Schmidhuber 1997).
  private static final double RIGHT = 0.04;

  private final MemoryModel model;
  private final boolean adding;
  private final MemoryBatches training;
  private final MemoryBatches validation;

  /// A task.
  ///
  /// @param batch `N`, sequences of a batch
  /// @param seed of the sequences
  public MemoryTask(MemoryModel model, int batch, long seed) {
    this.model = model;
    adding = model.options().problem() == MemoryProblem.ADDING;
    training = new MemoryBatches(model.options(), batch, EPOCH, seed);
    validation = new MemoryBatches(model.options(), 100, HELD_OUT, ~seed);
  }

  @Override
  public MemoryModel model() {
    return model;
  }

  @Override
  public Batches<MemoryBatches.Batch> training() {
    return training;
  }

  @Override
  public Batches<MemoryBatches.Batch> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, MemoryBatches.Batch batch) {
    Variable y = model.forward(pass, batch);
    return adding
        ? Loss.of(mse(y, pass.tape().constant(batch.sums())))
        : Loss.of(crossEntropy(y, batch.targets()));
  }

  @Override
  public Metric lossMetric() {
    return adding ? Metric.lower("mse", "") : Metric.lower("cross-entropy", "nats/step");
  }

  /// The loss, and the accuracy: of sums within 0.04, of the symbols that are to be copied.
  @Override
  public Evaluation<MemoryBatches.Batch> evaluation() {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, MemoryBatches.Batch batch) {
        Variable y = model.forward(pass, batch);
        return adding ? addingSums(y.value(), batch) : copySums(y, batch);
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(
            new Score(lossMetric(), totals[0] / totals[1]),
            new Score(Metric.higher("accuracy", ""), totals[2] / totals[3]));
      }
    };
  }

  private static double[] addingSums(Tensor y, MemoryBatches.Batch batch) {
    double[] sums = new double[4];
    for (int n = 0; n < y.elements(); n++) {
      double error = (double) y.get(n, 0) - batch.sums().get(n, 0);
      sums[0] += error * error;
      sums[2] += Math.abs(error) < RIGHT ? 1 : 0;
    }
    sums[1] = y.elements();
    sums[3] = y.elements();
    return sums;
  }

  private double[] copySums(Variable logits, MemoryBatches.Batch batch) {
    int[] targets = batch.targets();
    double[] sums = new double[4];
    sums[0] = (double) crossEntropy(logits, targets).mean().value().item() * targets.length;
    sums[1] = targets.length;
    Tensor z = logits.value();
    int from = targets.length - MemoryBatches.COPIED * batch.symbols().batch();
    for (int row = from; row < targets.length; row++) {
      int best = 0;
      for (int k = 1; k < MemoryBatches.SYMBOLS; k++) {
        best = z.get(row, k) > z.get(row, best) ? k : best;
      }
      sums[2] += best == targets[row] ? 1 : 0;
      sums[3]++;
    }
    return sums;
  }

  /// What can be reached without remembering anything, in terms of [#lossMetric].
  public double baseline() {
    return adding ? 1.0 / 6 : MemoryBatches.COPIED * Math.log(8) / model.options().steps();
  }

  @Override
  public long items(MemoryBatches.Batch batch) {
    return adding ? batch.sums().elements() : batch.symbols().batch();
  }

  @Override
  public String itemName() {
    return "sequences";
  }
}
