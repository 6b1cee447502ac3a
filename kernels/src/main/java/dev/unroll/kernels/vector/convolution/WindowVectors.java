package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;

import dev.unroll.kernels.ConvolutionShape;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/// The windows of a row of the batch in vectors: number k of a vector's windows is one run of [Planes]. Either each row of
/// windows has vectors of its own, the last of which begins among the windows of the one before it, or vectors run on through the rows
/// of a plane, with lanes between them that are no windows: whichever takes less time. One object a pass, set anew for
/// each; once set, threads share it.
final class WindowVectors {
  private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);

  /// How far from the first window a vector begins in the planes, …
  private int[] from = new int[0];

  /// … the first of its windows, …
  private int[] first = new int[0];

  /// … and the lanes that are windows which no vector before it has.
  private long[] lanes = new long[0];

  /// Of each vector the lanes that are windows, one after the other, then any.
  private int[] order = new int[0];

  /// Of each lane of a vector the windows before it in the vector.
  private int[] ranks = new int[0];

  private int count;

  private boolean allFull;

  /// Finds the vectors.
  ///
  /// @param apart what windows take that do not lie side by side in a vector, in numbers of a window
  void set(ConvolutionShape shape, Planes layout, int apart) {
    int length = shape.result().width();
    int rows = shape.result().height();
    int slices = shape.result().depth();
    int through = through(shape);
    count = 0;
    allFull = false;
    if (timeByRow(shape) <= timeThrough(shape, apart)) {
      allFull = length >= LANES;
      reserve(slices * rows * vectors(length));
      for (int row = 0; row < slices * rows; row++) {
        addRow(layout.row(row), row * length, length);
      }
      return;
    }
    reserve(slices * vectors(through));
    for (int slice = 0; slice < slices; slice++) {
      for (int at = 0; at < through; at += LANES) {
        addThrough(layout, slice * rows, at, length, Math.min(LANES, through - at));
      }
    }
  }

  /// What all vectors take, in numbers of a window.
  static long time(ConvolutionShape shape, int apart) {
    return Math.min(timeByRow(shape), timeThrough(shape, apart));
  }

  private static long timeByRow(ConvolutionShape shape) {
    long rows = (long) shape.result().depth() * shape.result().height();
    return rows * vectors(shape.result().width()) * shape.depth();
  }

  private static long timeThrough(ConvolutionShape shape, int apart) {
    return (long) shape.result().depth() * vectors(through(shape)) * (shape.depth() + apart);
  }

  /// From the first window of a plane through its last one.
  private static int through(ConvolutionShape shape) {
    return (shape.result().height() - 1) * Planes.rowDistance(shape) + shape.result().width();
  }

  private static int vectors(int length) {
    return (length + LANES - 1) / LANES;
  }

  private static long firstLanes(int count) {
    return -1L >>> Long.SIZE - count;
  }

  private void reserve(int vectors) {
    if (from.length < vectors) {
      from = new int[vectors];
      first = new int[vectors];
      lanes = new long[vectors];
      order = new int[vectors * LANES];
      ranks = new int[vectors * LANES];
    }
  }

  private void addRow(int from, int window, int length) {
    int done = 0;
    for (; done + LANES <= length; done += LANES) {
      add(from + done, window + done, firstLanes(LANES));
    }
    if (done < length && length > LANES) {
      int again = LANES - (length - done);
      add(from + done - again, window + done - again, firstLanes(length - done) << again);
    } else if (done < length) {
      add(from, window, firstLanes(length));
    }
  }

  /// Adds the vector that begins `at` behind the first window of row `row`, if any of its lanes is a window.
  private void addThrough(Planes layout, int row, int at, int length, int reach) {
    int distance = layout.rowDistance();
    long windows = 0;
    for (int lane = 0; lane < reach; lane++) {
      if ((at + lane) % distance < length) {
        windows |= 1L << lane;
      }
    }
    if (windows != 0) {
      int lane = at + Long.numberOfTrailingZeros(windows);
      int window = (row + lane / distance) * length + lane % distance;
      add(layout.row(row) + at, window, windows);
    }
  }

  private void add(int from, int first, long lanes) {
    this.from[count] = from;
    this.first[count] = first;
    this.lanes[count] = lanes;
    int at = count * LANES;
    for (int lane = 0; lane < LANES; lane++) {
      ranks[at + lane] = Long.bitCount(lanes & (1L << lane) - 1) & LANES - 1;
    }
    for (long rest = lanes; rest != 0; rest &= rest - 1) {
      order[at++] = Long.numberOfTrailingZeros(rest);
    }
    count++;
  }

  int count() {
    return count;
  }

  /// How far from the first window a vector begins in the planes.
  int from(int vector) {
    return from[vector];
  }

  /// The first of a vector's windows, which the others follow; where all its lanes are windows that of lane 0.
  int first(int vector) {
    return first[vector];
  }

  /// The lanes that are windows which no vector before has, one bit each.
  long lanes(int vector) {
    return lanes[vector];
  }

  /// Brings the windows of a vector side by side, in `rows` rows of memory `stride` apart; what comes behind them does
  /// not count.
  void bringTogether(int rows, float[] memory, int at, int stride, int vector) {
    select(rows, memory, at, stride, order, vector * LANES);
  }

  /// Brings windows that lie side by side to their lanes; what the others hold does not count.
  void spread(int rows, float[] memory, int at, int stride, int vector) {
    select(rows, memory, at, stride, ranks, vector * LANES);
  }

  private static void select(
      int rows, float[] memory, int at, int stride, int[] lanes, int lanesAt) {
    IntVector from = IntVector.fromArray(INTS, lanes, lanesAt);
    for (int row = 0; row < rows; row++) {
      int place = at + row * stride;
      IntVector all = FloatVector.fromArray(SPECIES, memory, place).reinterpretAsInts();
      from.selectFrom(all).reinterpretAsFloats().intoArray(memory, place);
    }
  }

  /// Whether all lanes are windows, some of which the vector before may have.
  boolean isFull(int vector) {
    return allFull || lanes[vector] == firstLanes(LANES);
  }
}
