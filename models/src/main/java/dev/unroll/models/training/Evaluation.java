package dev.unroll.models.training;

import dev.unroll.models.layer.Pass;
import java.util.List;

/// Measures a model over batches: each adds some numbers, and of their totals come the scores. So the
/// scores are exact for batches of unequal size, and the same whoever adds the batches up in order. Made
/// anew for each run over the data, so it may carry a state from batch to batch.
public interface Evaluation<B> {
  /// What a batch adds to the totals; always as many numbers.
  double[] sums(Pass pass, B batch);

  /// The scores; the first of them says which model is best.
  List<Score> scores(double[] totals);

  /// The loss of a task and nothing else.
  static <B> Evaluation<B> ofLoss(Task<B> task) {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, B batch) {
        Loss loss = task.loss(pass, batch);
        return new double[] {loss.mean().value().item() * loss.weight(), loss.weight()};
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(new Score(task.lossMetric(), totals[0] / totals[1]));
      }
    };
  }
}
