package dev.unroll.models.decode;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// A token that may come next.
///
/// @param id the token
/// @param probability of its coming next
public record Candidate(int id, double probability) {
  /// The `count` likeliest tokens after a row of logits `[N,V]`, the likeliest first, of equally likely ones
  /// the lowest id first; fewer if there are fewer.
  ///
  /// @throws IllegalStateException if a logit is NaN or +∞, or all are −∞
  public static List<Candidate> likeliest(Tensor logits, int row, int count) {
    Checks.notNegative("count", count);
    Logits values = Logits.of(logits, row);
    Comparator<Integer> unlikeliestFirst =
        Comparator.<Integer>comparingDouble(
                id -> values.get(id) + 0.0) // no −0, which would be less
            .thenComparing(Comparator.reverseOrder());
    PriorityQueue<Integer> best = new PriorityQueue<>(unlikeliestFirst);
    for (int id = 0; id < values.size() && count > 0; id++) {
      if (best.size() < count) {
        best.add(id);
      } else if (values.get(id) > values.get(best.peek())) {
        best.remove();
        best.add(id);
      }
    }
    double logSum = values.logSum();
    List<Candidate> candidates = new ArrayList<>(best.size());
    while (!best.isEmpty()) {
      int id = best.remove();
      candidates.add(new Candidate(id, StrictMath.exp(values.logProbability(id, logSum))));
    }
    Collections.reverse(candidates);
    return candidates;
  }

  /// ln of the probability of a token by a row of logits `[N,V]`.
  ///
  /// @throws IllegalStateException as [#likeliest]
  public static double logProbability(Tensor logits, int row, int id) {
    Logits values = Logits.of(logits, row);
    return values.logProbability(id, values.logSum());
  }
}
