package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import java.util.Arrays;

/// Windows at stride 1: a column for each place of the padded channel from the first window's to the last
/// one's. Then element k of all windows is one run, the channel from the element's place in the first
/// window on. Columns whose window would reach over the end of a row belong to none.
final class PlaneColumns implements Columns {
  private final int[] kernel;
  private final int[] padding;
  private final int[] outputs;
  private final int[] extents = new int[3];

  /// The padded channel's extents behind its first.
  private final int height;

  private final int width;

  /// The padded channel's elements.
  private final int size;

  private final boolean padded;
  private final int positions;

  PlaneColumns(Window window, Shape input, int[] outputs) {
    kernel = window.kernel();
    padding = window.padding();
    this.outputs = outputs;
    for (int axis = 0; axis < 3; axis++) {
      extents[axis] = Window.extent(input, axis);
    }
    height = extents[1] + 2 * padding[1];
    width = extents[2] + 2 * padding[2];
    size = (extents[0] + 2 * padding[0]) * height * width;
    padded = padding[0] + padding[1] + padding[2] > 0;
    positions = place(outputs[0] - 1, outputs[1] - 1, outputs[2]);
  }

  /// Where in the padded channel the element with these indices is.
  private int place(int d, int h, int w) {
    return (d * height + h) * width + w;
  }

  @Override
  public int positions() {
    return positions;
  }

  @Override
  public void read(Tensor x, int n, float[] columns, Workspace workspace) {
    int channels = x.shape().dimension(1);
    float[] scratch = padded ? workspace.take(size) : null;
    if (padded) {
      Arrays.fill(scratch, 0, size, 0);
    }
    int to = 0;
    for (int c = 0; c < channels; c++) {
      int at = x.offset() + (n * channels + c) * Window.channel(x);
      float[] plane = padded ? scratch : x.data();
      int planeAt = padded ? 0 : at;
      for (int row = 0; padded && row < extents[0] * extents[1]; row++) {
        System.arraycopy(x.data(), at + row * extents[2], plane, inside(row), extents[2]);
      }
      for (int d = 0; d < kernel[0]; d++) {
        for (int h = 0; h < kernel[1]; h++) {
          for (int w = 0; w < kernel[2]; w++) {
            System.arraycopy(plane, planeAt + place(d, h, w), columns, to, positions);
            to += positions;
          }
        }
      }
    }
    if (padded) {
      workspace.give(scratch);
    }
  }

  /// Where a channel's row begins in the padded one.
  private int inside(int row) {
    return place(row / extents[1] + padding[0], row % extents[1] + padding[1], padding[2]);
  }

  @Override
  public void blank(int rows, float[] columns) {
    for (int at = 0; at < rows * positions; at += positions) {
      for (int row = 1; row < outputs[0] * outputs[1]; row++) {
        int end = place((row - 1) / outputs[1], (row - 1) % outputs[1], outputs[2]);
        int next = place(row / outputs[1], row % outputs[1], 0);
        Arrays.fill(columns, at + end, at + next, 0);
      }
    }
  }

  @Override
  public void addBack(float[] columns, Tensor dx, int n, Workspace workspace) {
    int channels = dx.shape().dimension(1);
    float[] scratch = padded ? workspace.take(size) : null;
    int from = 0;
    for (int c = 0; c < channels; c++) {
      int at = dx.offset() + (n * channels + c) * Window.channel(dx);
      float[] plane = padded ? scratch : dx.data();
      int planeAt = padded ? 0 : at;
      if (padded) {
        Arrays.fill(scratch, 0, size, 0);
      }
      for (int d = 0; d < kernel[0]; d++) {
        for (int h = 0; h < kernel[1]; h++) {
          for (int w = 0; w < kernel[2]; w++) {
            Blocks.add(positions, columns, from, plane, planeAt + place(d, h, w));
            from += positions;
          }
        }
      }
      for (int row = 0; padded && row < extents[0] * extents[1]; row++) {
        Blocks.add(extents[2], plane, inside(row), dx.data(), at + row * extents[2]);
      }
    }
    if (padded) {
      workspace.give(scratch);
    }
  }

  @Override
  public void collect(float[] rows, Tensor y, int n) {
    int to = y.offset() + n * Blocks.inner(y, 1);
    for (int o = 0; o < y.shape().dimension(1); o++) {
      for (int row = 0; row < outputs[0] * outputs[1]; row++, to += outputs[2]) {
        int from = o * positions + place(row / outputs[1], row % outputs[1], 0);
        System.arraycopy(rows, from, y.data(), to, outputs[2]);
      }
    }
  }

  @Override
  public void spread(Tensor dy, int n, float[] rows) {
    int from = dy.offset() + n * Blocks.inner(dy, 1);
    Arrays.fill(rows, 0, dy.shape().dimension(1) * positions, 0);
    for (int o = 0; o < dy.shape().dimension(1); o++) {
      for (int row = 0; row < outputs[0] * outputs[1]; row++, from += outputs[2]) {
        int to = o * positions + place(row / outputs[1], row % outputs[1], 0);
        System.arraycopy(dy.data(), from, rows, to, outputs[2]);
      }
    }
  }
}
