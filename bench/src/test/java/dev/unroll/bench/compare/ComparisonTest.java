package dev.unroll.bench.compare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.UpdateWork;
import dev.unroll.bench.Work;
import dev.unroll.bench.machine.MemoryLevel;
import dev.unroll.bench.machine.Peak;
import dev.unroll.kernels.Kernels;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final Task TASK = new Task.Gemm(64);

  @Test
  void rowsHaveDistinctNamesByWhichTheyAreFound() {
    List<String> ids = Row.all().stream().map(row -> row.task().id()).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    ids.forEach(id -> assertEquals(id, Row.of(id).task().id()));
  }

  @Test
  void aPeerThatComputesSomethingElseIsRefused() {
    Map<String, float[]> ours = Map.of("c", new float[] {1, 2, -4});
    float near = -4 * (1 + 0x1p-20f);
    assertDoesNotThrow(
        () -> Agreement.require(TASK, ours, "peer", Map.of("c", new float[] {1, 2, near})));
    for (float[] wrong :
        new float[][] {{1, 2, -3.99f}, {1, Float.NaN, -4}, {1, 2}, {1, 2, -4, 0}}) {
      assertThrows(
          IllegalStateException.class,
          () -> Agreement.require(TASK, ours, "peer", Map.of("c", wrong)));
    }
    assertThrows(
        IllegalStateException.class, () -> Agreement.require(TASK, ours, "peer", Map.of()));
  }

  @Test
  void aResultSurvivesItsJourney() {
    Row row = Row.of("lstm/forward/50x32x128x256");
    Result result =
        new Result(
            row,
            List.of(
                new Result.Entry("unroll", 1000, 900, 1),
                new Result.Entry("unroll, 2 threads", 600, 500, 0.6),
                new Result.Entry("PyTorch", 3000, 2900, 3),
                new Result.Entry("ONNX Runtime", 2000, 1900, 2)),
            83,
            "FMA",
            1e9,
            1e6,
            0);
    Result read = Result.parse(row, result.lines());
    assertEquals(result, read);
    assertEquals(2, read.ratio());
    assertEquals(1 / 0.6, read.speedup(), 1e-12);
    assertTrue(read.isMet());
  }

  @Test
  void aTargetThatIsMissedIsNotMet() {
    assertFalse(new Target(1, 85, false).isMet(2, 84));
    assertFalse(new Target(1, 85, false).isMet(0.99, 90));
    assertFalse(new Target(1, 85, false).isMet(2, Double.NaN));
    assertTrue(new Target(2, 80, true).isMet(1, 81));
    assertFalse(new Target(2, 80, true).isMet(1, 79));
    assertFalse(new Target(2, 80, true).isMet(Double.NaN, 79));
  }

  @Test
  void aRatioIsTheMedianOfTheRounds() {
    Timing ours = new Timing("ours", new double[] {1, 10, 1});
    Timing peer = new Timing("peer", new double[] {2, 20, 100});
    assertEquals(2, peer.over(ours));
    assertEquals(20, peer.median());
    assertEquals(2, peer.best());
  }

  @Test
  void theLargestOfTheLeastTimesBinds() {
    Work adam = new UpdateWork(Kernels.scalar(), UpdateWork.Rule.ADAM, 1 << 14).work();
    Roofs roofs = new Roofs(adam, 1);
    Timing second = new Timing("a second for each loop", new double[] {1e9});
    Timing none = new Timing("no time", new double[] {0});
    double count = 1 << 14;
    // multiplications, divisions with roots, bytes: Adam needs no operations but these
    assertEquals(
        new Roofs.Bound("divide", 1e9 * count / Peak.divisions()),
        roofs.binding(List.of(none, second, none)));
    assertEquals(
        new Roofs.Bound("FMA", 1e9 * 8 * count / (Peak.fmaFlop() / 2)),
        roofs.binding(List.of(second, none, none)));
    assertEquals(
        MemoryLevel.of(adam.footprint()).name(), roofs.binding(List.of(none, none, second)).roof());
  }
}
