package dev.unroll.models.data;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.training.Batches;
import java.util.Arrays;
import java.util.Objects;

/// Examples of unequal length in batches of like length, so that little is padded:
///
/// 1. the examples of an epoch are brought into a random order, a function of the seed and the epoch;
/// 2. the order is cut into buckets of 50 batches, each of which is sorted by length and cut into batches;
/// 3. the batches are brought into a random order.
///
/// Each example occurs once in an epoch; one batch may be smaller than the others. In every epoch the batches
/// hold other examples, yet always ones of like length.
///
/// @param <B> a batch, which a [Collator] makes of some examples
public final class BucketedBatches<B> implements Batches<B> {
  private static final int BUCKET = 50;

  private final int[] lengths;
  private final int batch;
  private final boolean shuffled;
  private final long seed;
  private final String fingerprint;
  private final Collator<B> collator;

  private int orderedEpoch = -1;

  /// The examples of [#orderedEpoch], batch after batch.
  private int[] order;

  /// Which of the batches, cut from [#order], comes when.
  private int[] turns;

  /// Makes a batch of examples.
  @FunctionalInterface
  public interface Collator<B> {
    /// The batch of the examples with these indices.
    B collate(int[] examples);
  }

  private BucketedBatches(
      int[] lengths,
      int batch,
      boolean shuffled,
      long seed,
      String fingerprint,
      Collator<B> collator) {
    this.lengths = lengths.clone();
    this.batch = Checks.positive("batch", batch);
    this.shuffled = shuffled;
    this.seed = seed;
    this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    this.collator = Objects.requireNonNull(collator, "collator");
  }

  /// Batches to train on.
  ///
  /// @param lengths the length of each example; all equal where examples have none
  /// @param batch `N`, the examples of a batch
  /// @param seed of the order
  /// @param fingerprint of the data
  public static <B> BucketedBatches<B> shuffled(
      int[] lengths, int batch, long seed, String fingerprint, Collator<B> collator) {
    return new BucketedBatches<>(lengths, batch, true, seed, fingerprint, collator);
  }

  /// Batches to measure on: in the order of length, the same in every epoch.
  public static <B> BucketedBatches<B> sorted(
      int[] lengths, int batch, String fingerprint, Collator<B> collator) {
    return new BucketedBatches<>(lengths, batch, false, 0, fingerprint, collator);
  }

  @Override
  public int count(int epoch) {
    return Math.ceilDiv(lengths.length, batch);
  }

  @Override
  public B read(int epoch, int k) {
    Objects.checkIndex(k, count(epoch));
    if (order == null || (shuffled && epoch != orderedEpoch)) {
      arrange(epoch);
    }
    int from = turns[k] * batch;
    return collator.collate(Arrays.copyOfRange(order, from, Math.min(order.length, from + batch)));
  }

  private void arrange(int epoch) {
    RandomStream random = RandomStream.named(seed, "order of epoch " + epoch);
    order = indices(lengths.length);
    turns = indices(count(epoch));
    if (shuffled) {
      random.shuffle(order);
      random.shuffle(turns);
    }
    int bucket = shuffled ? (int) Math.min(Integer.MAX_VALUE, (long) BUCKET * batch) : order.length;
    for (int from = 0; from < order.length; from += bucket) {
      sort(from, Math.min(order.length - from, bucket));
    }
    orderedEpoch = epoch;
  }

  private static int[] indices(int count) {
    int[] indices = new int[count];
    Arrays.setAll(indices, i -> i);
    return indices;
  }

  /// Sorts a part of the order by length; of equal length, what stood first comes first.
  private void sort(int from, int count) {
    long[] keys = new long[count];
    int[] unsorted = Arrays.copyOfRange(order, from, from + count);
    Arrays.setAll(keys, i -> (long) lengths[unsorted[i]] << 32 | i);
    Arrays.sort(keys);
    for (int i = 0; i < count; i++) {
      order[from + i] = unsorted[(int) keys[i]];
    }
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
