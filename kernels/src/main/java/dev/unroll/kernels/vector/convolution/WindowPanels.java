package dev.unroll.kernels.vector.convolution;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.kernels.vector.gemm.PackB;
import jdk.incubator.vector.FloatVector;

/// Packs windows as the columns of a product's right operand (see [PackB]): row k of a panel has number k of
/// `NR` neighbouring windows, which are runs of [Planes]. Every run is copied in whole vectors; what one spoils past its
/// end the next run or the next row overwrites, so that there is room for a panel's row behind the last.
final class WindowPanels {
  /// Where the vectors of a panel's row come from, for number 0 of the window, …
  private final int[] from = new int[NR];

  /// … and where they go in the row.
  private final int[] to = new int[NR];

  /// Packs windows `first` to `first + count`.
  void pack(
      Planes layout,
      int channels,
      float[] planes,
      int at,
      int first,
      int count,
      float[] b,
      int bAt) {
    int depth = channels * layout.elements();
    for (int panel = 0; panel * NR < count; panel++) {
      int width = PackB.width(count, panel);
      int window = first + panel * NR;
      int copies = find(layout, at, window, Math.min(NR, count - panel * NR), width);
      int target = bAt + panel * NR * depth;
      for (int channel = 0; channel < channels; channel++) {
        int elements = layout.elements();
        copy(
            copies,
            elements,
            layout.elementTable(),
            layout.channel(channel),
            width,
            planes,
            b,
            target);
        target += elements * width;
      }
    }
  }

  /// The vectors of a panel's row.
  private int find(Planes layout, int at, int window, int columns, int width) {
    int copies = 0;
    int row = window / layout.rowLength;
    int place = window % layout.rowLength;
    int column = 0;
    while (column < columns) {
      int length = Math.min(layout.rowLength - place, columns - column);
      // past the last column there is nothing to spoil, and nothing may be left undefined
      int reach = column + length == columns ? width - column : length;
      int source = at + layout.row(row) + place;
      for (int i = 0; i < reach; i += LANES) {
        from[copies] = source + i;
        to[copies++] = column + i;
      }
      column += length;
      place = 0;
      row++;
    }
    return copies;
  }

  /// The rows of a panel that hold one channel.
  private void copy(
      int copies,
      int elements,
      int[] table,
      int channel,
      int width,
      float[] planes,
      float[] b,
      int bAt) {
    switch (copies) {
      case 1 -> copyOne(elements, table, channel + from[0], width, planes, b, bAt + to[0]);
      case 2 -> copyTwo(elements, table, channel, width, planes, b, bAt);
      case 3 -> copyThree(elements, table, channel, width, planes, b, bAt);
      case 4 -> copyFour(elements, table, channel, width, planes, b, bAt);
      default -> copySome(copies, elements, table, channel, width, planes, b, bAt);
    }
  }

  private static void copyOne(
      int elements, int[] table, int from, int width, float[] planes, float[] b, int bAt) {
    for (int k = 0; k < elements; k++) {
      FloatVector.fromArray(SPECIES, planes, from + table[k]).intoArray(b, bAt + k * width);
    }
  }

  private void copyTwo(
      int elements, int[] table, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = channel + from[0];
    int from1 = channel + from[1];
    int to0 = bAt + to[0];
    int to1 = bAt + to[1];
    for (int k = 0; k < elements; k++) {
      int source = table[k];
      int target = k * width;
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, to0 + target);
      FloatVector.fromArray(SPECIES, planes, from1 + source).intoArray(b, to1 + target);
    }
  }

  private void copyThree(
      int elements, int[] table, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = channel + from[0];
    int from1 = channel + from[1];
    int from2 = channel + from[2];
    int to0 = bAt + to[0];
    int to1 = bAt + to[1];
    int to2 = bAt + to[2];
    for (int k = 0; k < elements; k++) {
      int source = table[k];
      int target = k * width;
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, to0 + target);
      FloatVector.fromArray(SPECIES, planes, from1 + source).intoArray(b, to1 + target);
      FloatVector.fromArray(SPECIES, planes, from2 + source).intoArray(b, to2 + target);
    }
  }

  private void copyFour(
      int elements, int[] table, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = channel + from[0];
    int from1 = channel + from[1];
    int from2 = channel + from[2];
    int from3 = channel + from[3];
    int to0 = bAt + to[0];
    int to1 = bAt + to[1];
    int to2 = bAt + to[2];
    int to3 = bAt + to[3];
    for (int k = 0; k < elements; k++) {
      int source = table[k];
      int target = k * width;
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, to0 + target);
      FloatVector.fromArray(SPECIES, planes, from1 + source).intoArray(b, to1 + target);
      FloatVector.fromArray(SPECIES, planes, from2 + source).intoArray(b, to2 + target);
      FloatVector.fromArray(SPECIES, planes, from3 + source).intoArray(b, to3 + target);
    }
  }

  private void copySome(
      int copies,
      int elements,
      int[] table,
      int channel,
      int width,
      float[] planes,
      float[] b,
      int bAt) {
    for (int k = 0; k < elements; k++) {
      int source = channel + table[k];
      int target = bAt + k * width;
      for (int i = 0; i < copies; i++) {
        FloatVector.fromArray(SPECIES, planes, from[i] + source).intoArray(b, target + to[i]);
      }
    }
  }
}
