package dev.unroll.models.decode;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Writes one text for each row of a model, token by token: the likeliest token each time (greedy), or one
/// drawn at random. Rows do not influence each other; one that has ended is left out of further steps.
public final class Decoding {
  private Decoding() {}

  /// How a token is chosen, such as [Choice#draw] with some options.
  @FunctionalInterface
  public interface Chooser {
    /// The token chosen by a row of logits `[N,V]`.
    int choose(Tensor logits, int row, RandomStream random);
  }

  /// The likeliest token each time.
  ///
  /// @param model with a state of as many rows as `first` has
  /// @param first what each row reads first `[rows]`: a begin token, or the last token of a prompt whose others
  ///     were read before
  public static List<Hypothesis> greedy(StepModel model, int[] first, DecodingLimits limits) {
    return sample(
        model,
        first,
        limits,
        (logits, row, _) -> Logits.likeliest(logits, row),
        new RandomStream[first.length]);
  }

  /// Tokens drawn at random.
  ///
  /// @param first as [#greedy]
  /// @param random what each row draws from `[rows]`, so that a row's text does not depend on its company
  /// @throws IllegalArgumentException if `random` has another length than `first`
  /// @throws IllegalStateException if the model has diverged: its logits are no distribution
  public static List<Hypothesis> sample(
      StepModel model, int[] first, DecodingLimits limits, Chooser chooser, RandomStream[] random) {
    if (random.length != first.length) {
      throw new IllegalArgumentException(
          "expected a random stream for each of %d rows, got %d"
              .formatted(first.length, random.length));
    }
    Hypothesis[] done = new Hypothesis[first.length];
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      rows.add(new Row(i, random[i], first[i]));
    }
    while (!rows.isEmpty()) {
      Tensor logits = model.step(rows.stream().mapToInt(row -> row.last).toArray());
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).append(logits, i, chooser, limits);
      }
      List<Row> going = new ArrayList<>();
      List<Integer> kept = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        Row row = rows.get(i);
        if (row.isDone(limits)) {
          done[row.index] = row.hypothesis(limits);
        } else {
          going.add(row);
          kept.add(i);
        }
      }
      if (going.size() < rows.size() && !going.isEmpty()) {
        model.select(kept.stream().mapToInt(i -> i).toArray());
      }
      rows = going;
    }
    return List.of(done);
  }

  /// A text being written.
  private static final class Row {
    private final int index;
    private final RandomStream random;
    private int[] ids = new int[16];
    private int length;
    private int last;
    private double logProbability;

    Row(int index, RandomStream random, int first) {
      this.index = index;
      this.random = random;
      last = first;
    }

    void append(Tensor logits, int row, Chooser chooser, DecodingLimits limits) {
      last = chooser.choose(logits, row, random);
      Logits values = Logits.of(logits, row);
      logProbability += values.logProbability(last, values.logSum());
      if (length == ids.length) {
        ids = Arrays.copyOf(ids, Math.min(2 * length, limits.maximumLength()));
      }
      ids[length++] = last;
    }

    boolean isDone(DecodingLimits limits) {
      return last == limits.end() || length == limits.maximumLength();
    }

    Hypothesis hypothesis(DecodingLimits limits) {
      boolean ended = last == limits.end();
      return new Hypothesis(
          Arrays.copyOf(ids, ended ? length - 1 : length), logProbability, logProbability, ended);
    }
  }
}
