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
  void pack(Planes layout, int channels, float[] planes, int at, int first, int count, float[] b, int bAt) {
    int depth = channels * layout.elements();
    for (int panel = 0; panel * NR < count; panel++) {
      int width = PackB.width(count, panel);
      int window = first + panel * NR;
      int copies = find(layout, at, window, Math.min(NR, count - panel * NR), width);
      int target = bAt + panel * NR * depth;
      for (int channel = 0; channel < channels; channel++) {
        copy(layout, channel, copies, width, planes, b, target);
        target += layout.elements() * width;
      }
    }
  }

  /// The vectors of a panel's row.
  private int find(Planes layout, int at, int window, int columns, int width) {
    int copies = 0;
    int column = 0;
    while (column < columns) {
      int row = (window + column) / layout.rowLength;
      int place = (window + column) % layout.rowLength;
      int length = Math.min(layout.rowLength - place, columns - column);
      // past the last column there is nothing to spoil, and nothing may be left undefined
      int reach = column + length == columns ? width - column : length;
      for (int i = 0; i < reach; i += LANES) {
        from[copies] = at + layout.row(row) + place + i;
        to[copies++] = column + i;
      }
      column += length;
    }
    return copies;
  }

  private void copy(
      Planes layout, int channel, int copies, int width, float[] planes, float[] b, int bAt) {
    switch (copies) {
      case 1 -> copyOne(layout, channel, width, planes, b, bAt);
      case 2 -> copyTwo(layout, channel, width, planes, b, bAt);
      case 3 -> copyThree(layout, channel, width, planes, b, bAt);
      default -> copySome(layout, channel, copies, width, planes, b, bAt);
    }
  }

  private void copyOne(Planes layout, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = from[0];
    int target = bAt + to[0];
    for (int k = 0; k < layout.elements(); k++) {
      int source = layout.element(channel, k);
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, target);
      target += width;
    }
  }

  private void copyTwo(Planes layout, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = from[0];
    int from1 = from[1];
    int to0 = bAt + to[0];
    int to1 = bAt + to[1];
    for (int k = 0; k < layout.elements(); k++) {
      int source = layout.element(channel, k);
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, to0);
      FloatVector.fromArray(SPECIES, planes, from1 + source).intoArray(b, to1);
      to0 += width;
      to1 += width;
    }
  }

  private void copyThree(
      Planes layout, int channel, int width, float[] planes, float[] b, int bAt) {
    int from0 = from[0];
    int from1 = from[1];
    int from2 = from[2];
    int to0 = bAt + to[0];
    int to1 = bAt + to[1];
    int to2 = bAt + to[2];
    for (int k = 0; k < layout.elements(); k++) {
      int source = layout.element(channel, k);
      FloatVector.fromArray(SPECIES, planes, from0 + source).intoArray(b, to0);
      FloatVector.fromArray(SPECIES, planes, from1 + source).intoArray(b, to1);
      FloatVector.fromArray(SPECIES, planes, from2 + source).intoArray(b, to2);
      to0 += width;
      to1 += width;
      to2 += width;
    }
  }

  private void copySome(
      Planes layout, int channel, int copies, int width, float[] planes, float[] b, int bAt) {
    for (int k = 0; k < layout.elements(); k++) {
      int source = layout.element(channel, k);
      int target = bAt + k * width;
      for (int i = 0; i < copies; i++) {
        FloatVector.fromArray(SPECIES, planes, from[i] + source).intoArray(b, target + to[i]);
      }
    }
  }
}
