package dev.unroll.bench.ablation;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.RateProfiler;
import dev.unroll.bench.Work;
import dev.unroll.bench.machine.Peak;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Interleave the gates? One step of an LSTM, `a [N,4H] = u [N,K]·P [K,4H]` and the new state from the
/// four gates of each unit, with the columns of `P` in one block a gate, the state made when all of `a`
/// is there; or with the four gates of a vector of units side by side in two panels, the state made when
/// those two are there for all rows, or for the eight rows of a tile.
///
/// The activations are `x / (1 + |x|)` and its half, short enough for all five of a unit to stand in one
/// loop, written out: where a loop is short, C2 does not inline methods on vectors, and boxes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class GateOrderBenchmark {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = SPECIES.length();
  private static final int ROWS = 8;

  /// `NxKxH`.
  @Param({"128x46x32", "32x384x256", "64x768x512", "64x2048x1024"})
  String extents;

  @Param({"blocks", "interleaved", "interleaved-tile"})
  String order;

  private Tile tile;
  private int rows;
  private int k;
  private int hidden;
  private float[] u;
  private float[] panels;
  private float[] a;
  private float[] c;
  private float[] h;

  /// Makes the operands and checks that all orders give the same bits.
  @Setup
  public void setUp() {
    String[] parts = extents.split("x");
    rows = Integer.parseInt(parts[0]);
    k = Integer.parseInt(parts[1]);
    hidden = Integer.parseInt(parts[2]);
    tile = TileCompiler.compile(new TileShape(ROWS, 2, false, false), false);
    u = Numbers.uniform(1, rows * k, 1);
    a = new float[rows * 4 * hidden];
    h = new float[rows * hidden];
    String wanted = order;
    prepare("blocks");
    run();
    float[] expected = h.clone();
    prepare(wanted);
    run();
    Numbers.requireSameBits("h", expected, h);
    RateProfiler.declare(Work.gemm(rows, 4 * hidden, k));
  }

  private void prepare(String order) {
    this.order = order;
    c = Numbers.uniform(2, rows * hidden, 1);
    float[] p = Numbers.uniform(3, k * 4 * hidden, 0.1f);
    int width = 2 * Peak.vectorBits() / 32;
    panels = new float[k * 4 * hidden];
    for (int column = 0; column < 4 * hidden; column++) {
      int gate = column / hidden;
      int unit = column % hidden;
      int to =
          order.equals("blocks") ? column : unit / LANES * 4 * LANES + gate * LANES + unit % LANES;
      for (int i = 0; i < k; i++) {
        panels[to / width * width * k + i * width + to % width] = p[i * 4 * hidden + column];
      }
    }
  }

  /// The step.
  @Benchmark
  public void run() {
    Arrays.fill(a, 0f);
    switch (order) {
      case "blocks" -> {
        product(0, rows, 0, 4 * hidden);
        state(0, rows, 0, hidden, hidden, LANES);
      }
      case "interleaved" -> {
        for (int unit = 0; unit < hidden; unit += LANES) {
          product(0, rows, 4 * unit, 4 * unit + 4 * LANES);
          state(0, rows, unit, unit + LANES, LANES, 4 * LANES);
        }
      }
      default -> {
        for (int unit = 0; unit < hidden; unit += LANES) {
          for (int row = 0; row < rows; row += ROWS) {
            product(row, row + ROWS, 4 * unit, 4 * unit + 4 * LANES);
            state(row, row + ROWS, unit, unit + LANES, LANES, 4 * LANES);
          }
        }
      }
    }
  }

  private void product(int fromRow, int toRow, int fromColumn, int toColumn) {
    int n = 4 * hidden;
    for (int column = fromColumn; column < toColumn; column += 2 * LANES) {
      for (int row = fromRow; row < toRow; row += ROWS) {
        tile.run(k, u, row * k, k, panels, column * k, a, row * n + column, n);
      }
    }
  }

  /// The new state of some rows and units.
  ///
  /// @param gateStep the distance of a unit's gates in a row of `a`
  /// @param unitStep the distance of a vector of units from the next
  private void state(int fromRow, int toRow, int fromUnit, int toUnit, int gateStep, int unitStep) {
    for (int row = fromRow; row < toRow; row++) {
      for (int unit = fromUnit; unit < toUnit; unit += LANES) {
        int at = row * 4 * hidden + unit / LANES * unitStep;
        int to = row * hidden + unit;
        FloatVector i = FloatVector.fromArray(SPECIES, a, at);
        i = i.div(i.abs().add(1f)).mul(0.5f).add(0.5f);
        FloatVector f = FloatVector.fromArray(SPECIES, a, at + gateStep);
        f = f.div(f.abs().add(1f)).mul(0.5f).add(0.5f);
        FloatVector g = FloatVector.fromArray(SPECIES, a, at + 2 * gateStep);
        g = g.div(g.abs().add(1f));
        FloatVector o = FloatVector.fromArray(SPECIES, a, at + 3 * gateStep);
        o = o.div(o.abs().add(1f)).mul(0.5f).add(0.5f);
        FloatVector next = f.fma(FloatVector.fromArray(SPECIES, c, to), i.mul(g));
        next.intoArray(c, to);
        o.mul(next.div(next.abs().add(1f))).intoArray(h, to);
      }
    }
  }
}
