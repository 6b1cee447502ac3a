package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

/// The rows of windows in runs of four or five neighbours, as [ChannelMicroKernel] takes them: for passes whose lanes are channels. The last run of a
/// row begins among the windows of the one before it. One object a pass, set anew for each; once set, threads share it.
final class WindowRuns {
  private int length;

  /// The windows of a run.
  private int windows;

  /// The runs of a row.
  private int perRow;

  /// Whether there are the registers, and channels fill panels of two vectors.
  static boolean fit(int rowLength, int channels) {
    return REGISTERS == 32 && rowLength >= 4 && (channels - 1) % NR >= LANES;
  }

  /// The windows that the runs of a row make, some of them twice.
  static int made(int rowLength) {
    return Math.min(up(rowLength, 4), up(rowLength, 5));
  }

  private static int up(int length, int run) {
    return (length + run - 1) / run * run;
  }

  void set(int rowLength) {
    length = rowLength;
    windows = up(rowLength, 4) == made(rowLength) ? 4 : 5;
    perRow = made(rowLength) / windows;
  }

  /// The runs of some rows.
  int count(int rows) {
    return rows * perRow;
  }

  /// The windows of a run.
  int windows() {
    return windows;
  }

  int row(int run) {
    return run / perRow;
  }

  /// The window of its row that a run begins with.
  int begin(int run) {
    return Math.min(run % perRow * windows, length - windows);
  }

  /// The window that a run begins with, of those of all rows.
  int window(int run) {
    return row(run) * length + begin(run);
  }

  /// The windows of a run that the one before it has, too.
  int again(int run) {
    return run % perRow * windows - begin(run);
  }
}
