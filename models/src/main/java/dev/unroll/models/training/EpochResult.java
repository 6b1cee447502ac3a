package dev.unroll.models.training;

import java.util.List;

/// An epoch that was finished.
///
/// @param epoch from 1
/// @param step steps done since the very beginning
/// @param loss the mean loss over all that was trained on in it
/// @param scores what the held-out data gave after it, the deciding one first; empty if nothing is held out
/// @param best whether the model is the best so far
public record EpochResult(int epoch, long step, double loss, List<Score> scores, boolean best) {
  public EpochResult {
    scores = List.copyOf(scores);
  }
}
