package dev.unroll.models.training;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How the learning rate changes: a factor on that of the optimizer.
public sealed interface Schedule {
  /// Always 1.
  record Constant() implements Schedule {}

  /// `factor^⌊epochs/every⌋` after so many finished epochs.
  record Step(
      @Setting("Epochs between two changes of the learning rate.") int every,
      @Setting("What the learning rate is multiplied by.") float factor)
      implements Schedule {
    public Step {
      Checks.positive("every", every);
      checkFactor(factor);
    }
  }

  /// `factor^epochs`.
  record Exponential(@Setting("What the learning rate is multiplied by each epoch.") float factor)
      implements Schedule {
    public Exponential {
      checkFactor(factor);
    }
  }

  /// Linear from 0 to 1 over `warmUp` steps, then half a cosine down to `floor` at step `steps`, and `floor`
  /// from there on (Loshchilov and Hutter 2017).
  record Cosine(
      @Setting("Steps over which the learning rate rises from 0.") long warmUp,
      @Setting("Steps after which the learning rate is at its lowest.") long steps,
      @Setting("The lowest learning rate, as a share of the highest.") float floor)
      implements Schedule {
    public Cosine {
      Checks.within("floor", floor, 0, 1);
      if (warmUp < 0 || steps <= warmUp) {
        throw new IllegalArgumentException(
            "cosine: expected 0 ≤ warm-up < steps, got %d and %d".formatted(warmUp, steps));
      }
    }
  }

  /// Times `factor` whenever the first metric has not got better for more than `patience` epochs, but not
  /// below `floor`.
  record Plateau(
      @Setting("What the learning rate is multiplied by on a plateau.") float factor,
      @Setting("Epochs without a better validation that are waited.") int patience,
      @Setting("The lowest learning rate, as a share of the first.") float floor)
      implements Schedule {
    public Plateau {
      checkFactor(factor);
      Checks.notNegative("patience", patience);
      Checks.within("floor", floor, 0, 1);
    }
  }

  private static void checkFactor(float factor) {
    Checks.within("factor", Checks.positive("factor", factor), 0, 1);
  }

  /// The factor for the step that comes next.
  ///
  /// @param step steps done
  /// @param epoch epochs finished
  /// @param plateaus how often a plateau was met
  default double factor(long step, int epoch, int plateaus) {
    return switch (this) {
      case Constant _ -> 1;
      case Step(int every, float factor) -> StrictMath.pow(factor, epoch / every);
      case Exponential(float factor) -> StrictMath.pow(factor, epoch);
      case Cosine(long warmUp, long steps, float floor) -> {
        if (step < warmUp) {
          yield (step + 1.0) / warmUp;
        }
        double way = Math.min(1, (step - warmUp) / (double) (steps - warmUp));
        yield floor + (1 - floor) * 0.5 * (1 + StrictMath.cos(StrictMath.PI * way));
      }
      case Plateau(float factor, int _, float floor) ->
          Math.max(floor, StrictMath.pow(factor, plateaus));
    };
  }
}
