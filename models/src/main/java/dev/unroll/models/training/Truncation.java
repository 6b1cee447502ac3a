package dev.unroll.models.training;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How far back in time gradients flow in a task over streams.
public sealed interface Truncation {
  /// Through whole streams, from their end to their beginning: exact, and as long in memory as the text.
  record Whole() implements Truncation {}

  /// Through chunks of `sequence` steps; the state is carried from chunk to chunk, the gradient is not
  /// (Williams and Peng 1990).
  record Chunks(
      @Setting(value = "Time steps between cuts of backpropagation through time.", label = "T")
          int sequence)
      implements Truncation {
    public Chunks {
      Checks.positive("sequence", sequence);
    }

    /// 64 steps.
    public static Chunks defaults() {
      return new Chunks(64);
    }
  }

  /// Within chunks of `sequence` steps the gradient of the state is multiplied by ξ every `interval` steps: 1/π
  /// with probability π, else 0, so that its expectation is that of the whole chunk (Tallec and Ollivier 2017).
  /// ξ is drawn from the random stream of the training.
  record Randomized(
      @Setting(value = "Time steps of a chunk.", label = "T") int sequence,
      @Setting(value = "Steps between two draws.", label = "K") int interval,
      @Setting(value = "Probability with which the gradient goes on.", label = "π")
          float continuation)
      implements Truncation {
    public Randomized {
      Checks.positive("sequence", sequence);
      Checks.positive("interval", interval);
      Checks.within("continuation", Checks.positive("continuation", continuation), 0, 1);
    }

    /// Chunks of 64 steps, a draw every 8, π = 0.8.
    public static Randomized defaults() {
      return new Randomized(64, 8, 0.8f);
    }
  }

  /// `T`, the steps of a chunk; 0 for whole streams.
  default int steps() {
    return switch (this) {
      case Whole _ -> 0;
      case Chunks(int sequence) -> sequence;
      case Randomized(int sequence, int _, float _) -> sequence;
    };
  }
}
