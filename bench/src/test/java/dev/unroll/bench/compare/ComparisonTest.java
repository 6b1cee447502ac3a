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
import java.time.Duration;
import java.util.ArrayList;
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
  void aNameWithOtherExtentsIsARowWithoutATarget() {
    for (String id :
        List.of(
            "lstm/forward/30x16x300x300",
            "reset-after-gru/step/1x3x5x7",
            "peephole-lstm/training/4x3x5x7",
            "jordan/forward/4x3x5x7",
            "conv/training/2x3x9x11/4x3x2/1x2/0x1",
            "conv/forward/2x3x4x9x11/4x2x3x2/1x1x2/0x0x1",
            "train/gru/7x3x20",
            "sgemm/33",
            "tanh/100",
            "softmax/3x9",
            "adam/99")) {
      List<Row> rows = Row.matching(id);
      assertEquals(1, rows.size());
      assertEquals(id, rows.getFirst().task().id());
      assertTrue(rows.getFirst().target().isMet(0.1, 1));
    }
    assertEquals(
        Row.all().stream().filter(row -> row.task().id().startsWith("lstm/")).count(),
        Row.matching("^lstm/").size());
  }

  @Test
  void anUnknownNameIsRefused() {
    for (String id :
        List.of(
            "lstm/forward/30x16",
            "lstm/sideways/1x1x1x1",
            "cell/step/1x1x1x1",
            "sgemm/x",
            "none")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Row.matching(id)).getMessage();
      assertTrue(message.startsWith("there is no row " + id), message);
    }
  }

  @Test
  void aRowThatHangsIsEnded() throws Exception {
    List<String> lines = new ArrayList<>();
    ProcessBuilder hangs = new ProcessBuilder("sh", "-c", "echo begun; sleep 600");
    assertFalse(Comparison.output(hangs, Duration.ofMillis(200), lines::add));
    assertEquals("begun", lines.getFirst());
    assertTrue(lines.getLast().startsWith("stopped after"), lines::toString);
    assertTrue(
        Comparison.output(
            new ProcessBuilder("true").redirectErrorStream(true),
            Duration.ofMinutes(1),
            lines::add));
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
