package dev.unroll.models.old.training;

import java.io.IOException;

/// What a [TrainingLoop] repeats.
public interface TrainingTask {
  /// The steps of an epoch, at least 1.
  int stepsPerEpoch();

  /// How many characters (or whatever is counted) a step trains on.
  int charactersPerStep();

  /// One step of training: forward, backward, update.
  ///
  /// @param position of the step in its epoch, from 0
  /// @return the mean loss in nats
  float step(int position);

  /// The mean loss in nats on what is held out, NaN if nothing is.
  double validate();

  /// Saves all that is needed to go on from here, if this task has somewhere to save it.
  void save() throws IOException;

  /// Saves the model as the best so far, if this task has somewhere to save it.
  ///
  /// @param validation its loss on what is held out, NaN if nothing is
  void saveBest(double validation) throws IOException;
}
