package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Tensor;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.BeamSearch;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.StepModel;
import org.junit.jupiter.api.Test;

final class NgramStepModelTest {
  private static final int V = 4;
  private static final int[] TEXT = {0, 1, 2, 3, 0, 1, 2, 3, 1, 0, 2, 2, 3, 0, 1};

  @Test
  void logitsAreTheLogarithmsOfTheProbabilities() {
    for (int order = 0; order <= 3; order++) {
      NgramModel model = NgramModel.of(TEXT, V, order, new Smoothing.WittenBell());
      StepModel steps = model.stepModel();
      steps.select(new int[] {0, 0});
      int[][] rows = {{1, 2, 3, 0, 2}, {0, 1, 2, 2, 3}};
      double[] probabilities = new double[V];
      for (int t = 0; t < 5; t++) {
        Tensor logits = steps.step(new int[] {rows[t % 2][t], rows[1 - t % 2][t]});
        steps.select(new int[] {1, 0}); // the rows change places
        for (int row = 0; row < 2; row++) {
          model.probabilities(rows[(row + t) % 2], t + 1, probabilities);
          for (int id = 0; id < V; id++) {
            assertEquals((float) StrictMath.log(probabilities[id]), logits.get(row, id));
          }
        }
      }
    }
  }

  @Test
  void aBeamFindsWhatFollowsMostOften() {
    NgramModel model = NgramModel.of(TEXT, V, 2, new Smoothing.WittenBell());
    int[] ids =
        BeamSearch.search(
                model.stepModel(), 0, new DecodingLimits(-1, 3), new BeamOptions(16, 1, 0))
            .getFirst()
            .ids();
    assertArrayEquals(new int[] {1, 2, 3}, ids);
    assertThrows(IllegalArgumentException.class, () -> model.stepModel().step(new int[2]));
    assertThrows(IllegalArgumentException.class, () -> model.stepModel().step(new int[] {V}));
  }
}
