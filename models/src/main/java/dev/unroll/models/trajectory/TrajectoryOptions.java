package dev.unroll.models.trajectory;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.settings.Setting;
import java.util.Objects;

/// The architecture of a [TrajectoryModel].
///
/// @param observed positions that are read, at least two
/// @param predicted positions that follow
/// @param embedding the width of what the layers read of a step
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of encoder and decoder
/// @param dropout the probability with which an element of what the output layer reads is dropped in training
/// @param residual whether each displacement is a steady velocity and a correction: a constant velocity is where the
///     model begins
/// @param positions whether the model reads positions besides displacements, for movements that depend on
///     where they are, such as between walls
public record TrajectoryOptions(
    @Setting(value = "Positions that are read.", label = "T") int observed,
    @Setting(value = "Positions that follow.", label = "T") int predicted,
    @Setting(value = "Width of what the layers read of a step.", label = "E") int embedding,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of encoder and decoder.", label = "H") int hidden,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout,
    @Setting("Begin from a constant velocity.") boolean residual,
    @Setting("Read positions besides displacements.") boolean positions) {
  public TrajectoryOptions {
    if (observed < 2) {
      throw new IllegalArgumentException("observed: expected 2 or more, got " + observed);
    }
    Checks.positive("predicted", predicted);
    Checks.positive("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    Objects.requireNonNull(cell, "cell");
  }

  /// 8 positions to 12, as pedestrians are usually predicted, on displacements.
  public static TrajectoryOptions defaults() {
    return new TrajectoryOptions(8, 12, 32, Cell.LSTM, 64, 0, true, false);
  }

  /// These options with other numbers of positions.
  public TrajectoryOptions withLengths(int newObserved, int newPredicted) {
    return new TrajectoryOptions(
        newObserved, newPredicted, embedding, cell, hidden, dropout, residual, positions);
  }

  /// These options with another architecture.
  public TrajectoryOptions with(Cell newCell, int newHidden, float newDropout) {
    return new TrajectoryOptions(
        observed, predicted, embedding, newCell, newHidden, newDropout, residual, positions);
  }

  /// These options with or without a constant velocity to begin from.
  public TrajectoryOptions withResidual(boolean newResidual) {
    return new TrajectoryOptions(
        observed, predicted, embedding, cell, hidden, dropout, newResidual, positions);
  }

  /// These options with positions read, too.
  public TrajectoryOptions withPositions() {
    return new TrajectoryOptions(
        observed, predicted, embedding, cell, hidden, dropout, residual, true);
  }

  /// The positions of a whole track.
  public int length() {
    return observed + predicted;
  }

  /// The layers of encoder or decoder.
  RecurrentOptions recurrent() {
    return RecurrentOptions.of(cell, embedding, hidden);
  }
}
