package dev.unroll.bench.ablation;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.RateProfiler;
import dev.unroll.bench.Work;
import dev.unroll.bench.machine.Peak;
import dev.unroll.kernels.Workers;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Split the batch or the hidden units over two threads? The recurrent products of all time steps,
/// `T` times `[N,H]·[H,4H]`: with the batch split each thread goes through all steps by itself but reads
/// all weights; with the units split it reads half of the weights but meets the other at a barrier each
/// step.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules", "jdk.incubator.vector", "-Dunroll.kernels=vector"})
public class ThreadSplitBenchmark {
  private static final int ROWS = 8;

  /// `TxNxH`; N is a multiple of 16.
  @Param({"50x32x256", "100x64x512", "50x64x1024", "64x16x128"})
  String shape;

  @Param({"one-thread", "batch", "units"})
  String split;

  private Tile tile;
  private Workers workers;
  private int steps;
  private int batch;
  private int hidden;
  private int gates;
  private int panel;
  private int step;
  private float[] h;
  private float[] packed;
  private float[] a;

  /// Makes the operands and starts the threads.
  @Setup
  public void setUp() {
    String[] parts = shape.split("x");
    steps = Integer.parseInt(parts[0]);
    batch = Integer.parseInt(parts[1]);
    hidden = Integer.parseInt(parts[2]);
    gates = 4 * hidden;
    panel = 2 * Peak.vectorBits() / 32;
    tile = TileCompiler.compile(new TileShape(ROWS, 2, false, false));
    workers = Workers.start(split.equals("one-thread") ? 1 : 2);
    h = Numbers.uniform(1, batch * hidden, 1);
    packed = Numbers.uniform(2, hidden * gates, 1);
    a = new float[batch * gates];
    RateProfiler.declare(Work.arithmetic(2.0 * steps * batch * hidden * gates, 0));
  }

  /// Ends the threads.
  @TearDown
  public void tearDown() {
    workers.close();
  }

  /// All time steps.
  @Benchmark
  public void products() {
    if (split.equals("units")) {
      for (step = 0; step < steps; step++) {
        workers.run(this::units);
      }
    } else {
      workers.run(this::batch);
    }
  }

  private void batch(int part, int count) {
    int from = batch * part / count;
    int to = batch * (part + 1) / count;
    for (int t = 0; t < steps; t++) {
      multiply(from, to, 0, gates / panel);
    }
  }

  private void units(int part, int count) {
    int panels = gates / panel;
    multiply(0, batch, panels * part / count, panels * (part + 1) / count);
  }

  private void multiply(int firstRow, int lastRow, int firstPanel, int lastPanel) {
    for (int p = firstPanel; p < lastPanel; p++) {
      for (int row = firstRow; row < lastRow; row += ROWS) {
        int c = row * gates + p * panel;
        tile.run(hidden, h, row * hidden, hidden, packed, p * panel * hidden, a, c, gates);
      }
    }
  }
}
