package dev.unroll.models.memory;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.settings.Setting;
import java.util.Objects;

/// The task and architecture of a [MemoryModel].
///
/// @param problem what is to be remembered
/// @param length `T` of the adding problem, the blanks of the copy task
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units
/// @param layers recurrent layers
public record MemoryOptions(
    @Setting("What is to be remembered.") MemoryProblem problem,
    @Setting(value = "Steps over which it is to be remembered.", label = "T") int length,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers) {
  public MemoryOptions {
    Objects.requireNonNull(problem, "problem");
    Objects.requireNonNull(cell, "cell");
    if (length < 2) {
      throw new IllegalArgumentException("length: expected 2 or more, got " + length);
    }
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
  }

  /// The adding problem over 50 steps for an LSTM of 100 units.
  public static MemoryOptions defaults() {
    return new MemoryOptions(MemoryProblem.ADDING, 50, Cell.LSTM, 100, 1);
  }

  /// The features of a step: number and mark, or one of ten symbols.
  int inputs() {
    return problem == MemoryProblem.ADDING ? 2 : MemoryBatches.SYMBOLS;
  }

  /// The numbers of an answer: the sum, or logits of ten symbols.
  int outputs() {
    return problem == MemoryProblem.ADDING ? 1 : MemoryBatches.SYMBOLS;
  }

  /// `T`, the steps of a sequence.
  public int steps() {
    return problem == MemoryProblem.ADDING ? length : length + 2 * MemoryBatches.COPIED;
  }

  RecurrentOptions recurrent() {
    return RecurrentOptions.of(cell, inputs(), hidden).stacked(layers, 0).withBiases(Biases.TWO);
  }
}
