package dev.unroll.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.internal.KeptObjects;
import dev.unroll.core.testing.Allocations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class WorkspaceProperties {
  /// Up to the next multiple of 16, then by less than an eighth.
  private static long mostFor(int length) {
    long rounded = Math.max(16, (length + 15L) / 16 * 16);
    return rounded + rounded / 8;
  }

  private static void checkCapacity(int length) {
    int capacity = Workspace.capacityFor(length);
    assertTrue(
        capacity >= length && capacity <= mostFor(length), length + " floats got " + capacity);
    assertEquals(capacity, Workspace.capacityFor(capacity), "class of its own capacity");
  }

  @Example
  void everySmallLengthFitsItsClassWithBoundedWaste() {
    int previous = 0;
    for (int length = 0; length <= 1 << 20; length++) {
      checkCapacity(length);
      int capacity = Workspace.capacityFor(length);
      assertTrue(capacity >= previous, "capacities fall at " + length);
      previous = capacity;
    }
  }

  @Property(tries = 5000)
  void everyLengthFitsItsClassWithBoundedWaste(
      @ForAll @IntRange(max = Integer.MAX_VALUE - 64) int length) {
    checkCapacity(length);
  }

  @Example
  void theLargestLengthsFitArrays() {
    for (int length = Integer.MAX_VALUE - 64; length > Integer.MAX_VALUE - 200; length--) {
      checkCapacity(length);
    }
    for (int eighth = 8; eighth < 16; eighth++) {
      checkCapacity((eighth << 27) - 1);
      checkCapacity(eighth << 27);
      checkCapacity((eighth << 27) + 1);
    }
    Workspace workspace = new Workspace();
    assertThrows(IllegalArgumentException.class, () -> workspace.take(Integer.MAX_VALUE - 63));
    assertThrows(IllegalArgumentException.class, () -> workspace.take(-1));
    assertEquals(0, workspace.allocatedFloats());
  }

  @Property
  void noArrayIsInUseTwiceAndOnceWarmNoneIsMade(
      @ForAll @Size(max = 60) List<@IntRange(max = 3000) Integer> lengths) {
    Workspace workspace = new Workspace();
    long afterFirst = 0;
    for (int round = 0; round < 3; round++) {
      Map<float[], Boolean> used = new IdentityHashMap<>();
      List<float[]> taken = new ArrayList<>();
      for (int length : lengths) {
        float[] array = workspace.take(length);
        assertTrue(array.length >= length);
        assertEquals(null, used.put(array, true), "an array in use was handed out");
        taken.add(array);
      }
      taken.forEach(workspace::give);
      if (round == 0) {
        afterFirst = workspace.allocatedFloats();
        assertEquals(taken.stream().mapToLong(array -> array.length).sum(), afterFirst);
      }
      assertEquals(afterFirst, workspace.allocatedFloats(), "a warm workspace made an array");
    }
  }

  @Example
  void lengthsOfOneClassShareArrays() {
    Workspace workspace = new Workspace();
    float[] array = workspace.take(1000);
    workspace.give(array);
    assertSame(array, workspace.take(1001));
    assertNotSame(array, workspace.take(1000));
  }

  @Example
  void tensorsComeAndGoLikeArrays() {
    Workspace workspace = new Workspace();
    Tensor tensor = workspace.take(Shape.of(3, 5));
    assertEquals(Shape.of(3, 5), tensor.shape());
    workspace.give(tensor.reshape(5, 3));
    Tensor again = workspace.take(Shape.of(15));
    assertSame(tensor.data(), again.data());
    assertThrows(
        IllegalArgumentException.class, () -> workspace.give(again.slice(1, 2)), "a window");
    assertEquals(0, workspace.take(Shape.of(0, 3)).shape().elements());
  }

  @Example
  void whatCannotBeItsOwnIsRefused() {
    Workspace workspace = new Workspace();
    assertThrows(IllegalArgumentException.class, () -> workspace.give(new float[0]));
    assertThrows(IllegalArgumentException.class, () -> workspace.give(new float[17]));
    float[] array = workspace.take(5);
    workspace.give(array);
    assertThrows(AssertionError.class, () -> workspace.give(array), "given twice");
    float[] others = new Workspace().take(5);
    assertThrows(AssertionError.class, () -> workspace.give(others), "another workspace's");
  }

  @Example
  void aLargerArrayServesWhereItsOwnClassHasNone() {
    Workspace workspace = new Workspace();
    float[] array = workspace.take(8000);
    float[] small = workspace.take(900);
    workspace.take(20_000);
    workspace.give(array);
    float[] another = workspace.take(900);
    assertTrue(another != array, "more than eight times as large");
    workspace.give(another);
    workspace.give(small);
    assertTrue(workspace.take(900) == small, "its own class first");
    assertTrue(workspace.take(1100) == array);
  }

  /// Batches of random lengths, each with arrays of some widths for its steps that come back in another
  /// order: what is held stays near what the longest batch needs.
  @Example
  void randomLengthsHoldLittleMoreThanTheLongestNeeds() {
    Random random = new Random(1);
    Workspace workspace = new Workspace();
    int[] widths = {64, 64, 256, 256, 300, 17, 1024, 256, 64, 90, 512};
    for (int batch = 0; batch < 120; batch++) {
      int length = 1 + random.nextInt(400);
      List<float[]> taken = new ArrayList<>();
      for (int width : widths) {
        taken.add(workspace.take(length * width));
        float[] scratch = workspace.take(length * width / 2);
        workspace.give(scratch);
      }
      Collections.shuffle(taken, random);
      taken.forEach(workspace::give);
    }
    long longest = 400L * Arrays.stream(widths).sum();
    long held = workspace.floatsHeld();
    assertTrue(held < 1.7 * longest, () -> held + " floats held, the longest needs " + longest);
  }

  /// Work in phases of very different lengths comes to allocate nothing all the same.
  @Example
  void repeatedPhasesAllocateNothingInTheEnd() {
    Workspace workspace = new Workspace();
    long before = -1;
    for (int round = 0; round < 200; round++) {
      before = workspace.allocatedFloats();
      for (int phase = 0; phase < 6; phase++) {
        float[][] taken = new float[1 << 2 * phase][];
        int length = (1 << 18) / taken.length;
        Arrays.setAll(taken, i -> workspace.take(length));
        for (float[] array : taken) {
          workspace.give(array);
        }
      }
    }
    assertEquals(before, workspace.allocatedFloats());
  }

  @Example
  void memoryIsGivenUp() {
    Workspace workspace = new Workspace();
    float[] kept = workspace.take(1000);
    workspace.give(workspace.take(5000));
    assertEquals(kept.length, workspace.floatsInUse());
    assertTrue(workspace.floatsHeld() >= 6000);
    workspace.trim();
    assertEquals(kept.length, workspace.floatsHeld());
    workspace.give(kept);
    assertSame(kept, workspace.take(1000));
  }

  @Example
  void noMoreIsInUseThanTheLimit() {
    Workspace workspace = new Workspace(1024);
    float[] first = workspace.take(500);
    float[] second = workspace.take(400);
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> workspace.take(300));
    assertEquals(
        "workspace: expected at most 1024 floats in use at once, 928 are and 320 more are wanted",
        refusal.getMessage());
    workspace.give(second);
    workspace.give(first);
    assertEquals(1024, workspace.take(1000).length, "free arrays make room");
    assertEquals(1024, workspace.floatsHeld());
    assertThrows(IllegalArgumentException.class, () -> new Workspace(-1));
  }

  @Example
  void keepsOneObjectOfAClass() {
    Workspace workspace = new Workspace();
    StringBuilder kept = KeptObjects.of(workspace, StringBuilder.class, StringBuilder::new);
    assertSame(kept, KeptObjects.of(workspace, StringBuilder.class, StringBuilder::new));
    assertNotSame(kept, KeptObjects.of(new Workspace(), StringBuilder.class, StringBuilder::new));
  }

  @Example
  void manyEqualArraysComeBackInLinearTime() {
    Workspace workspace = new Workspace();
    float[][] arrays = new float[300_000][];
    Arrays.setAll(arrays, i -> workspace.take(1));
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          for (float[] array : arrays) {
            workspace.give(array);
          }
        });
  }

  @Example
  void allocatesNothingOnceWarm() {
    Workspace workspace = new Workspace();
    Runnable step =
        () -> {
          float[] first = workspace.take(100);
          float[] second = workspace.take(10_000);
          workspace.give(first);
          workspace.give(second);
        };
    assertEquals(0, Allocations.fewestBytes(10, step));
  }
}
