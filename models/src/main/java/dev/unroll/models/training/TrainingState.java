package dev.unroll.models.training;

import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.checkpoint.Section;

/// What the trainer itself remembers from step to step. Nothing in it depends on the clock.
final class TrainingState implements Resumable {
  /// Steps done.
  long step;

  /// Epochs finished.
  int epoch;

  /// Batches of the running epoch that are done.
  int position;

  /// Exponential moving average of the loss; NaN before the first step of a task that expects none.
  double smoothedLoss;

  /// Σ mean·weight and Σ weight of the running epoch.
  double lossSum;

  double lossWeight;

  /// The best value of the deciding metric at the end of an epoch; NaN before the first.
  double best = Double.NaN;

  /// Epochs since then.
  int epochsSinceBest;

  /// For the schedule: epochs since the last better validation or plateau, and plateaus met.
  int epochsOnPlateau;

  int plateaus;

  TrainingState(double initialLoss) {
    smoothedLoss = initialLoss;
  }

  void afterStep(double sum, double weight, int batches, double smoothing) {
    step++;
    position += batches;
    lossSum += sum;
    lossWeight += weight;
    double mean = weight == 0 ? smoothedLoss : sum / weight;
    smoothedLoss =
        Double.isNaN(smoothedLoss) ? mean : smoothing * smoothedLoss + (1 - smoothing) * mean;
  }

  /// The mean loss of the running epoch.
  double epochLoss() {
    return lossSum / lossWeight;
  }

  /// Ends an epoch; returns whether it is the best.
  ///
  /// @param value of the deciding metric; NaN if nothing is held out, and then every epoch is the best
  boolean afterEpoch(Metric metric, double value, Schedule schedule) {
    epoch++;
    position = 0;
    lossSum = 0;
    lossWeight = 0;
    boolean better = metric == null || metric.better(value, best);
    if (better) {
      best = value;
      epochsSinceBest = 0;
      epochsOnPlateau = 0;
    } else {
      epochsSinceBest++;
      epochsOnPlateau++;
      if (schedule instanceof Schedule.Plateau plateau && epochsOnPlateau > plateau.patience()) {
        plateaus++;
        epochsOnPlateau = 0;
      }
    }
    return better;
  }

  @Override
  public String section() {
    return "state";
  }

  @Override
  public void save(Section to) {
    to.put("step", step)
        .put("epoch", epoch)
        .put("position", position)
        .put("smoothed-loss", smoothedLoss)
        .put("loss-sum", lossSum)
        .put("loss-weight", lossWeight)
        .put("best", best)
        .put("epochs-since-best", epochsSinceBest)
        .put("epochs-on-plateau", epochsOnPlateau)
        .put("plateaus", plateaus);
  }

  @Override
  public void restore(Section from) {
    step = from.whole("step");
    epoch = from.integer("epoch");
    position = from.integer("position");
    smoothedLoss = from.number("smoothed-loss");
    lossSum = from.number("loss-sum");
    lossWeight = from.number("loss-weight");
    best = from.number("best");
    epochsSinceBest = from.integer("epochs-since-best");
    epochsOnPlateau = from.integer("epochs-on-plateau");
    plateaus = from.integer("plateaus");
    if (step < 0 || epoch < 0 || position < 0) {
      throw new IllegalArgumentException(
          "state: expected numbers of 0 or more, got step %d, epoch %d, position %d"
              .formatted(step, epoch, position));
    }
  }
}
