package dev.unroll.models.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The batches of all shards, also of those that another process has. For training batch `k` is batch `k / n` of
/// shard `k mod n`, so that a step has one of each; for validation the shards follow one another, so that what an
/// evaluation carries along stays within a shard.
final class ShardedBatches<B> implements Batches<ShardedTask.Batch<B>> {
  private final List<Batches<B>> shards;
  private final Peers peers;
  private final boolean interleaved;
  private final String fingerprint;

  /// The batches of each shard in the epoch `counted`.
  private int[] counts;

  private int counted = -1;

  /// @param shards null where another process has it
  private ShardedBatches(List<Batches<B>> shards, Peers peers, boolean interleaved) {
    this.shards = shards;
    this.peers = peers;
    this.interleaved = interleaved;
    fingerprint = String.join("; ", fingerprints());
  }

  static <B> ShardedBatches<B> training(List<Task<B>> shards, Peers peers) {
    List<Batches<B>> batches = new ArrayList<>();
    shards.forEach(shard -> batches.add(shard == null ? null : shard.training()));
    return new ShardedBatches<>(batches, peers, true);
  }

  static <B> ShardedBatches<B> validation(List<Task<B>> shards, Peers peers) {
    List<Batches<B>> batches = new ArrayList<>();
    shards.forEach(shard -> batches.add(shard == null ? null : shard.validation()));
    return new ShardedBatches<>(batches, peers, false);
  }

  private List<String> fingerprints() {
    List<byte[]> own = new ArrayList<>();
    int bytes = 0;
    for (Batches<B> shard : shards) {
      String text = shard == null ? "" : shard.fingerprint();
      own.add(text.getBytes(StandardCharsets.UTF_8));
      bytes += own.getLast().length;
    }
    ByteBuffer mine = ByteBuffer.allocate(bytes + 4 * shards.size());
    own.forEach(text -> mine.putInt(text.length).put(text));
    List<ByteBuffer> all = peers.gather(mine.flip());
    List<String> fingerprints = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      String found = "";
      for (ByteBuffer from : all) {
        byte[] text = new byte[from.getInt()];
        from.get(text);
        found = text.length > 0 ? new String(text, StandardCharsets.UTF_8) : found;
      }
      fingerprints.add(found);
    }
    return fingerprints;
  }

  /// The batches of each shard; all peers ask for an epoch at the same time.
  private int[] counts(int epoch) {
    if (counted != epoch) {
      ByteBuffer mine = ByteBuffer.allocate(4 * shards.size());
      for (Batches<B> shard : shards) {
        mine.putInt(shard == null ? 0 : shard.count(epoch));
      }
      counts = new int[shards.size()];
      for (ByteBuffer from : peers.gather(mine.flip())) {
        for (int shard = 0; shard < counts.length; shard++) {
          counts[shard] += from.getInt();
        }
      }
      counted = epoch;
    }
    return counts;
  }

  @Override
  public int count(int epoch) {
    int most = 0;
    int sum = 0;
    for (int count : counts(epoch)) {
      most = Math.max(most, count);
      sum = Math.addExact(sum, count);
    }
    return interleaved ? Math.multiplyExact(most, shards.size()) : sum;
  }

  @Override
  public boolean has(int epoch, int k) {
    int shard = shard(epoch, k);
    return shards.get(shard) != null && within(epoch, k, shard) < counts(epoch)[shard];
  }

  @Override
  public ShardedTask.Batch<B> read(int epoch, int k) {
    int shard = shard(epoch, k);
    return new ShardedTask.Batch<>(shard, shards.get(shard).read(epoch, within(epoch, k, shard)));
  }

  private int shard(int epoch, int k) {
    if (interleaved) {
      return k % shards.size();
    }
    int shard = 0;
    for (int end = counts(epoch)[0]; k >= end; end += counts[shard]) {
      shard++;
    }
    return shard;
  }

  /// Which batch of its shard a batch is.
  private int within(int epoch, int k, int shard) {
    if (interleaved) {
      return k / shards.size();
    }
    int before = 0;
    for (int i = 0; i < shard; i++) {
      before += counts(epoch)[i];
    }
    return k - before;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }
}
