package dev.unroll.models.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AccumulatorsTest {
  @Test
  void unequalBatchesAddUp() {
    Mean mae = new Mean();
    mae.addAbsoluteErrors(new float[] {1, 2, 3}, new float[] {2, 2, 1});
    mae.addAbsoluteErrors(new float[] {5}, new float[] {0});
    assertEquals(8 / 4.0, mae.mean());
    assertEquals(8, mae.sum());
    assertEquals(4, mae.weight());
    Mean mse = new Mean();
    mse.addSquareErrors(new float[] {1, 2, 3}, new float[] {2, 2, 1});
    mse.addSquareErrors(new float[] {5}, new float[] {0});
    assertEquals(30 / 4.0, mse.mean());
    Mean accuracy = new Mean();
    accuracy.addAccuracy(new int[] {1, 2, 3}, new int[] {1, 0, 3});
    accuracy.addAccuracy(new int[] {4, 4}, new int[] {0, 4});
    assertEquals(3 / 5.0, accuracy.mean());
    Mean weighted = new Mean();
    weighted.add(6, 1.5);
    weighted.add(1, 0.5);
    assertEquals(3.5, weighted.mean());
    assertTrue(Double.isNaN(new Mean().mean()));
    assertThrows(
        IllegalArgumentException.class, () -> mae.addAbsoluteErrors(new float[2], new float[3]));
    assertThrows(
        IllegalArgumentException.class, () -> accuracy.addAccuracy(new int[2], new int[1]));
  }

  @Test
  void errorsOfLargeFloatsDoNotOverflow() {
    Mean mse = new Mean();
    mse.addSquareErrors(new float[] {3e38f}, new float[] {-3e38f});
    assertEquals(36e76, mse.mean(), 1e71);
  }

  @Test
  void confusionByHand() {
    ConfusionMatrix matrix = new ConfusionMatrix(4);
    int[][] predictedAndTruth = {{0, 0}, {0, 0}, {1, 0}, {1, 1}, {0, 1}, {2, 1}};
    for (int[] pair : predictedAndTruth) {
      matrix.add(pair[0], pair[1]);
    }
    assertEquals(6, matrix.total());
    assertEquals(1, matrix.count(2, 1));
    assertEquals(0, matrix.count(1, 2));
    assertEquals(3 / 6.0, matrix.accuracy());
    assertEquals(new PrecisionRecall(2, 3, 3), matrix.of(0));
    assertEquals(new PrecisionRecall(1, 2, 3), matrix.of(1));
    assertEquals(new PrecisionRecall(0, 1, 0), matrix.of(2));
    assertEquals(PrecisionRecall.NONE, matrix.of(3));
    assertEquals(0, matrix.of(3).precision());
    assertEquals((2 / 3.0 + 2 / 5.0 + 0) / 3, matrix.macroF1(), 1e-15);
    assertEquals(0, new ConfusionMatrix(2).macroF1());
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(4, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> matrix.add(0, -1));
    assertThrows(IllegalArgumentException.class, () -> new ConfusionMatrix(0));
  }

  @Test
  void displacementsAreEuclidean() {
    DisplacementError error = new DisplacementError();
    error.add(new float[] {0, 0, 3, 4}, new float[] {0, 1, 0, 0}); // 1, then 5
    error.add(new float[] {6, 8}, new float[] {0, 0}); // 10
    assertEquals(16 / 3.0, error.average());
    assertEquals(15 / 2.0, error.last());
    for (int length : new int[] {0, 3}) {
      float[] path = new float[length];
      assertThrows(IllegalArgumentException.class, () -> error.add(path, path));
    }
    assertThrows(IllegalArgumentException.class, () -> error.add(new float[2], new float[4]));
  }

  @Test
  void aConfusionMatrixIsShownByRowsOfTheTruth() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.add(0, 0, 12345);
    matrix.add(1, 0);
    matrix.add(1, 1, 7);
    assertEquals(
        List.of(
            "            1     2", //
            "1 cat   12345     1",
            "2 tiger     .     7"),
        matrix.lines(List.of("cat", "tiger")));
  }
}
