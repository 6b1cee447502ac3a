package dev.unroll.models.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SplitTest {
  private static final List<Integer> TEN = IntStream.range(0, 10).boxed().toList();

  @Test
  void theLastAreHeldOut() {
    Split.Parts<Integer> parts = new Split.Last(0.2f).of(TEN);
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), parts.training());
    assertEquals(List.of(8, 9), parts.heldOut());
    assertEquals(TEN, new Split.Last(0).of(TEN).training());
  }

  @Test
  void theFractionIsTheOneWritten() {
    assertEquals(9, new Split.Last(0.1f).of(TEN).training().size());
    List<Integer> many = IntStream.range(0, 10_662).boxed().toList();
    assertEquals(8_529, new Split.Last(0.2f).of(many).training().size());
  }

  @Test
  void theOrderOfAShuffledSplitIsThatOfCollections() {
    Split.Parts<Integer> parts = new Split.Shuffled(0.3f, 1).of(TEN);
    assertEquals(List.of(6, 9, 7, 8, 4, 2, 0), parts.training());
    assertEquals(List.of(3, 1, 5), parts.heldOut());
  }

  @Test
  void everyThirdIsHeldOut() {
    Split.Parts<Integer> parts = new Split.Every(3).of(TEN);
    assertEquals(List.of(2, 5, 8), parts.heldOut());
    assertEquals(7, parts.training().size());
  }

  @Test
  void badFractionsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Split.Last(1));
    assertThrows(IllegalArgumentException.class, () -> new Split.Shuffled(Float.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new Split.Every(1));
  }
}
