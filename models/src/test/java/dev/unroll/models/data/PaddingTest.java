package dev.unroll.models.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.unroll.models.layer.Sequence;
import org.junit.jupiter.api.Test;

final class PaddingTest {
  @Test
  void rowsThatBeginTogetherEndByTheirLengths() {
    Sequence.Tokens x = Padding.after(new int[][] {{5, 6}, {}, {7, 8, 9}}, 1);
    assertEquals(3, x.steps());
    assertArrayEquals(new int[] {5, 1, 7, 6, 1, 8, 1, 1, 9}, x.ids());
    assertArrayEquals(new int[] {2, 0, 3}, x.lengths());
  }

  @Test
  void rowsWithoutTokensHaveOneStep() {
    Sequence.Tokens x = Padding.after(new int[][] {{}, {}}, 4);
    assertEquals(1, x.steps());
    assertArrayEquals(new int[] {4, 4}, x.ids());
  }

  @Test
  void rowsThatEndTogetherLoseTheirBeginnings() {
    Sequence.Tokens x = Padding.before(new int[][] {{5, 6}, {7, 8, 9, 3}}, 1, 3);
    assertArrayEquals(new int[] {1, 8, 5, 9, 6, 3}, x.ids());
    assertNull(x.lengths());
  }
}
