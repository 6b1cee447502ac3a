package dev.unroll.models.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// Every example once an epoch, in batches that are a function of the seed and the position.
final class BucketedBatchesProperties {
  private static BucketedBatches<int[]> of(int[] lengths, int batch, long seed) {
    return BucketedBatches.shuffled(lengths, batch, seed, "test", examples -> examples);
  }

  @Property(tries = 200)
  void everyExampleOnceAnEpoch(
      @ForAll @IntRange(max = 400) int examples,
      @ForAll @IntRange(min = 1, max = 7) int batch,
      @ForAll long seed,
      @ForAll @IntRange(max = 3) int epoch) {
    int[] lengths = IntStream.range(0, examples).map(i -> i * 7 % 13).toArray();
    BucketedBatches<int[]> batches = of(lengths, batch, seed);
    List<Integer> seen = new ArrayList<>();
    int smaller = 0;
    for (int k = 0; k < batches.count(epoch); k++) {
      int[] read = batches.read(epoch, k);
      smaller += read.length < batch ? 1 : 0;
      for (int i = 1; i < read.length; i++) {
        assertTrue(lengths[read[i - 1]] <= lengths[read[i]]);
      }
      Arrays.stream(read).forEach(seen::add);
    }
    assertTrue(smaller <= 1);
    assertEquals(IntStream.range(0, examples).boxed().toList(), seen.stream().sorted().toList());
  }

  @Property(tries = 50)
  void aBatchDependsOnItsPositionAlone(
      @ForAll long seed, @ForAll @IntRange(max = 4) int epoch, @ForAll @IntRange(max = 9) int k) {
    int[] lengths = IntStream.range(0, 100).map(i -> i % 9).toArray();
    BucketedBatches<int[]> once = of(lengths, 10, seed);
    BucketedBatches<int[]> again = of(lengths, 10, seed);
    again.read(epoch + 1, 3);
    assertArrayEquals(once.read(epoch, k), again.read(epoch, k));
  }

  @Example
  void epochsAndSeedsDiffer() {
    int[] lengths = new int[64];
    int[] first = of(lengths, 64, 1).read(0, 0);
    assertFalse(Arrays.equals(first, of(lengths, 64, 1).read(1, 0)));
    assertFalse(Arrays.equals(first, of(lengths, 64, 2).read(0, 0)));
  }

  @Example
  void littleIsPadded() {
    int[] lengths = IntStream.range(0, 1000).map(i -> i * 37 % 101).toArray();
    BucketedBatches<int[]> batches = of(lengths, 10, 5);
    int padded = 0;
    for (int k = 0; k < batches.count(0); k++) {
      int[] read = batches.read(0, k);
      padded += 10 * lengths[read[9]] - Arrays.stream(read).map(i -> lengths[i]).sum();
    }
    assertTrue(padded < 1000 * 50 / 50, "padded " + padded); // two in a hundred
  }

  @Example
  void sortedBatchesAreTheSameInEveryEpoch() {
    BucketedBatches<int[]> batches =
        BucketedBatches.sorted(new int[] {3, 1, 2, 1}, 3, "test", examples -> examples);
    for (int epoch = 0; epoch < 2; epoch++) {
      assertArrayEquals(new int[] {1, 3, 2}, batches.read(epoch, 0));
      assertArrayEquals(new int[] {0}, batches.read(epoch, 1));
    }
  }
}
