package dev.unroll.cli.kind;

import dev.unroll.core.Checks;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.settings.Setting;

/// How answers are looked for.
///
/// @param beam hypotheses that are carried on at each step
/// @param lengthPenalty α in `ln p / length^α`, by which answers are ranked
public record Beam(
    @Setting(value = "Hypotheses carried on while an answer is written; 1 is greedy.", label = "N")
        int beam,
    @Setting(
            value = "Answers are ranked by ln p divided by their length to the power of this.",
            label = "X")
        float lengthPenalty) {
  public Beam {
    Checks.positive("beam", beam);
    Checks.within("length-penalty", lengthPenalty, 0, 10);
  }

  /// Greedy.
  static Beam greedy() {
    return new Beam(1, 1);
  }

  BeamOptions options() {
    return new BeamOptions(beam, 1, lengthPenalty);
  }
}
