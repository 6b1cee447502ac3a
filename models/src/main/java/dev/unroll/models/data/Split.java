package dev.unroll.models.data;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Which examples are held out.
public sealed interface Split {
  /// The last ones, in the order of the data.
  ///
  /// @param part the fraction held out
  record Last(@Setting(value = "Fraction of the data held out.", label = "F") float part)
      implements Split {
    public Last {
      Checks.within("part", part, 0, 0.9f);
    }
  }

  /// The last ones after the data were shuffled: `Collections.shuffle(examples, new Random(seed))`.
  ///
  /// @param part the fraction held out
  /// @param seed of the shuffling
  record Shuffled(
      @Setting(value = "Fraction of the data held out.", label = "F") float part,
      @Setting(value = "Seed of the order before the last are held out.", label = "S") long seed)
      implements Split {
    public Shuffled {
      Checks.within("part", part, 0, 0.9f);
    }
  }

  /// Every n-th: those with the indices n − 1, 2n − 1, …
  record Every(@Setting(value = "Each so many-th example is held out.", label = "N") int n)
      implements Split {
    public Every {
      if (n < 2) {
        throw new IllegalArgumentException("n: expected 2 or more, got " + n);
      }
    }
  }

  /// Examples to train on and those held out.
  record Parts<E>(List<E> training, List<E> heldOut) {
    public Parts {
      training = List.copyOf(training);
      heldOut = List.copyOf(heldOut);
    }
  }

  /// Splits examples. Of `n` examples `⌊n·(1 − part)⌋` are trained on.
  default <E> Parts<E> of(List<E> examples) {
    return switch (this) {
      case Last(float part) -> cut(examples, part);
      case Shuffled(float part, long seed) -> {
        List<E> shuffled = new ArrayList<>(examples);
        Collections.shuffle(shuffled, new Random(seed));
        yield cut(shuffled, part);
      }
      case Every(int n) -> {
        List<E> training = new ArrayList<>();
        List<E> heldOut = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
          (i % n == n - 1 ? heldOut : training).add(examples.get(i));
        }
        yield new Parts<>(training, heldOut);
      }
    };
  }

  private static <E> Parts<E> cut(List<E> examples, float part) {
    // the fraction as it was written, not as a float: 0.1 of 10 is 1
    double kept = examples.size() * (1 - Double.parseDouble(Float.toString(part)));
    int count = (int) Math.floor(kept + 1e-9);
    return new Parts<>(examples.subList(0, count), examples.subList(count, examples.size()));
  }
}
