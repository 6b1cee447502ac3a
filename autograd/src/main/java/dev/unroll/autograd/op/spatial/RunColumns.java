package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import java.util.Arrays;

/// Windows at any stride: a column for each window, gathered along rows of outputs.
record RunColumns(Window window, int[] outputs) implements Columns {
  @Override
  public int positions() {
    return Window.count(outputs);
  }

  @Override
  public void read(Tensor x, int n, float[] columns, Workspace workspace) {
    int channels = x.shape().dimension(1);
    int size = Window.channel(x);
    int step = window.step();
    float[] in = x.data();
    for (int c = 0; c < channels; c++) {
      int from = x.offset() + (n * channels + c) * size;
      int to = c * window.elements() * positions();
      window.forEach(
          x.shape(),
          outputs,
          (element, output, at, count) -> {
            int target = to + element * positions() + output;
            if (at < 0) {
              Arrays.fill(columns, target, target + count, 0);
            }
            for (int i = 0; at >= 0 && i < count; i++) {
              columns[target + i] = in[from + at + i * step];
            }
          });
    }
  }

  @Override
  public void blank(int rows, float[] columns) {
    // every column is a window
  }

  @Override
  public void addBack(float[] columns, Tensor dx, int n, Workspace workspace) {
    int channels = dx.shape().dimension(1);
    int size = Window.channel(dx);
    int step = window.step();
    float[] sums = dx.data();
    for (int c = 0; c < channels; c++) {
      int to = dx.offset() + (n * channels + c) * size;
      int from = c * window.elements() * positions();
      window.forEach(
          dx.shape(),
          outputs,
          (element, output, at, count) -> {
            int source = from + element * positions() + output;
            for (int i = 0; at >= 0 && i < count; i++) {
              sums[to + at + i * step] += columns[source + i];
            }
          });
    }
  }

  @Override
  public void collect(float[] rows, Tensor y, int n) {
    int count = Blocks.inner(y, 1);
    System.arraycopy(rows, 0, y.data(), y.offset() + n * count, count);
  }

  @Override
  public void spread(Tensor dy, int n, float[] rows) {
    int count = Blocks.inner(dy, 1);
    System.arraycopy(dy.data(), dy.offset() + n * count, rows, 0, count);
  }
}
