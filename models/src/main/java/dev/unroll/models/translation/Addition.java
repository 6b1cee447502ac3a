package dev.unroll.models.translation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// The addition of two numbers as a task for an encoder–decoder: `535+61` becomes `596`.
///
/// Problems are drawn with [java.util.Random], `a` and then `b` below 1,000; one whose summands were seen, in
/// either order, is left out, so that no held-out problem was trained on with its summands exchanged.
public final class Addition {
  private static final int BOUND = 1000;

  /// There are no more unordered pairs.
  private static final int MOST = BOUND * (BOUND + 1) / 2;

  private Addition() {}

  /// Distinct problems with their answers.
  public static List<SentencePair> problems(int count, long seed) {
    if (count < 1 || count > MOST / 2) {
      throw new IllegalArgumentException(
          "problems: expected 1 to %d, got %d".formatted(MOST / 2, count));
    }
    Random random = new Random(seed);
    Set<Integer> seen = new HashSet<>();
    List<SentencePair> problems = new ArrayList<>();
    while (problems.size() < count) {
      int a = random.nextInt(BOUND);
      int b = random.nextInt(BOUND);
      if (seen.add(Math.min(a, b) * BOUND + Math.max(a, b))) {
        problems.add(new SentencePair(a + "+" + b, Integer.toString(a + b)));
      }
    }
    return problems;
  }
}
