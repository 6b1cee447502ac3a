package dev.unroll.spark;

import dev.unroll.models.checkpoint.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/// The answers to records, in their order. Some batches of records are taken at a time, sorted by length, applied
/// batch by batch, and put back in order.
final class ScoreIterator<M extends Model, R, S> implements Iterator<S> {
  /// Enough for batches of like length, few enough to be held.
  private static final int BATCHES = 32;

  private final M model;
  private final Iterator<R> records;
  private final int batch;
  private final SparkScorer.Length<R> length;
  private final BatchScorer<M, R, S> scorer;
  private List<S> answers = List.of();
  private int next;

  ScoreIterator(
      M model,
      Iterator<R> records,
      int batch,
      SparkScorer.Length<R> length,
      BatchScorer<M, R, S> scorer) {
    this.model = model;
    this.records = records;
    this.batch = batch;
    this.length = length;
    this.scorer = scorer;
  }

  @Override
  public boolean hasNext() {
    return next < answers.size() || records.hasNext();
  }

  @Override
  public S next() {
    if (next == answers.size()) {
      answers = answers();
      next = 0;
    }
    return answers.get(next++);
  }

  private List<S> answers() {
    // 1. some records, sorted by length
    List<R> taken = new ArrayList<>();
    while (taken.size() < BATCHES * batch && records.hasNext()) {
      taken.add(records.next());
    }
    int[] lengths = taken.stream().mapToInt(length).toArray();
    Integer[] order = new Integer[lengths.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingInt(i -> lengths[i]));

    // 2. batch by batch, each answer to its record's place
    List<S> found = new ArrayList<>(Collections.nCopies(order.length, null));
    for (int from = 0; from < order.length; from += batch) {
      List<R> some = new ArrayList<>();
      int to = Math.min(order.length, from + batch);
      for (int i = from; i < to; i++) {
        some.add(taken.get(order[i]));
      }
      List<S> scores = score(some);
      for (int i = from; i < to; i++) {
        found.set(order[i], scores.get(i - from));
      }
    }
    return found;
  }

  private List<S> score(List<R> some) {
    List<S> scores;
    try {
      scores = scorer.score(model, some);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("scoring failed: " + Failures.text(e), e);
    }
    if (scores.size() != some.size()) {
      throw new IllegalStateException(
          "scoring: expected an answer for each of %d records, got %d"
              .formatted(some.size(), scores.size()));
    }
    return scores;
  }
}
