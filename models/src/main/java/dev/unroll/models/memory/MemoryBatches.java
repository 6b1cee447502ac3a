package dev.unroll.models.memory;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.training.Batches;
import java.util.Arrays;

/// Generated sequences that never repeat: batch k of epoch e is drawn from a stream of its own.
public final class MemoryBatches implements Batches<MemoryBatches.Batch> {
  /// Symbols of the copy task: blank, mark and the eight that are copied.
  static final int SYMBOLS = 10;

  /// How many symbols are copied.
  static final int COPIED = 10;

  private static final int BLANK = 0;
  private static final int MARK = 1;
  private static final int FIRST = 2;

  private final MemoryOptions options;
  private final int batch;
  private final int count;
  private final long seed;

  /// Generated sequences; either the first two or the last two are there.
  ///
  /// @param numbers `[T,N,2]`, adding problem: a number from 0 to 1 and a mark
  /// @param sums `[N,1]`
  /// @param symbols copy task
  /// @param targets `[T·N]`, time-major
  public record Batch(Tensor numbers, Tensor sums, Sequence.Tokens symbols, int[] targets) {}

  /// @param batch `N`, sequences of a batch
  /// @param count batches of an epoch
  MemoryBatches(MemoryOptions options, int batch, int count, long seed) {
    this.options = options;
    this.batch = Checks.positive("batch", batch);
    this.count = Checks.positive("count", count);
    this.seed = seed;
  }

  @Override
  public int count(int epoch) {
    return count;
  }

  @Override
  public Batch read(int epoch, int k) {
    RandomStream random = RandomStream.named(seed, "sequences %d of epoch %d".formatted(k, epoch));
    return options.problem() == MemoryProblem.ADDING ? adding(random) : copy(random);
  }

  private Batch adding(RandomStream random) {
    int steps = options.steps();
    Tensor numbers = Tensor.zeros(Shape.of(steps, batch, 2));
    Tensor sums = Tensor.zeros(batch, 1);
    for (int n = 0; n < batch; n++) {
      for (int t = 0; t < steps; t++) {
        numbers.set(random.nextFloat(), t, n, 0);
      }
      int half = steps / 2;
      int first = random.nextInt(half);
      int second = half + random.nextInt(steps - half);
      numbers.set(1, first, n, 1);
      numbers.set(1, second, n, 1);
      sums.set(numbers.get(first, n, 0) + numbers.get(second, n, 0), n, 0);
    }
    return new Batch(numbers, sums, null, null);
  }

  private Batch copy(RandomStream random) {
    int steps = options.steps();
    int[] symbols = new int[steps * batch];
    int[] targets = new int[steps * batch];
    Arrays.fill(symbols, BLANK);
    Arrays.fill(targets, BLANK);
    for (int n = 0; n < batch; n++) {
      symbols[(steps - COPIED - 1) * batch + n] = MARK;
      for (int i = 0; i < COPIED; i++) {
        int symbol = FIRST + random.nextInt(SYMBOLS - FIRST);
        symbols[i * batch + n] = symbol;
        targets[(steps - COPIED + i) * batch + n] = symbol;
      }
    }
    return new Batch(null, null, new Sequence.Tokens(symbols, steps, batch), targets);
  }

  @Override
  public String fingerprint() {
    return "generated %s %d %d %d".formatted(options.problem(), options.length(), batch, seed);
  }
}
