package dev.unroll.models.training;

import java.util.List;

/// Data in batches. Batch k of epoch e is a function of (seed, e, k), so that a position in the data is two
/// numbers.
///
/// @param <B> a batch; it may be the same object each time, with other contents
public interface Batches<B> {
  /// The batches of an epoch, from 0 on.
  int count(int epoch);

  /// Batch `k`, from 0 to [#count] − 1; valid until the next is read.
  B read(int epoch, int k);

  /// Whether batch `k` is here to be read. Of data in shards each batch is in one of the processes that share them,
  /// or in none where its shard has ended ([ShardedTask]).
  default boolean has(int epoch, int k) {
    return true;
  }

  /// What tells these data from others: equal data have equal fingerprints. One line.
  String fingerprint();

  /// No data.
  static <B> Batches<B> none() {
    return of(List.of(), "none");
  }

  /// The same batches in the same order in every epoch.
  static <B> Batches<B> of(List<B> batches, String fingerprint) {
    return new Batches<>() {
      @Override
      public int count(int epoch) {
        return batches.size();
      }

      @Override
      public B read(int epoch, int k) {
        return batches.get(k);
      }

      @Override
      public String fingerprint() {
        return fingerprint;
      }
    };
  }
}
