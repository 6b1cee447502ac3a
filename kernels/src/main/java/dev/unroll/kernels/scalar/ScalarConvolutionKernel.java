package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.ConvolutionKernel;
import dev.unroll.kernels.ConvolutionShape;
import dev.unroll.kernels.Extents;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.Fma;
import java.util.Arrays;

/// Convolutions in plain loops, on the calling thread: each row of the batch is copied into a frame of zeros as
/// wide as the padding, so that no window reaches out of it.
final class ScalarConvolutionKernel implements ConvolutionKernel {
  @Override
  public void forward(
      ConvolutionShape shape,
      Tensor x,
      Tensor weight,
      Tensor bias,
      Tensor y,
      Workspace workspace,
      Workers workers) {
    Frame frame = Frame.of(workspace, shape);
    int positions = shape.positions();
    float[] padded = workspace.take(frame.length());
    for (int n = 0; n < shape.batch(); n++) {
      frame.read(x, n, padded);
      for (int o = 0; o < shape.outputs(); o++) {
        int to = y.offset() + (n * shape.outputs() + o) * positions;
        float start = bias == null ? 0f : bias.data()[bias.offset() + o];
        Arrays.fill(y.data(), to, to + positions, start);
        int w = weight.offset() + o * shape.depth();
        for (int k = 0; k < shape.depth(); k++) {
          frame.addScaled(weight.data()[w + k], k, padded, y.data(), to);
        }
      }
    }
    workspace.give(padded);
  }

  @Override
  public void backwardInput(
      ConvolutionShape shape,
      Tensor weight,
      Tensor dy,
      Tensor dx,
      Workspace workspace,
      Workers workers) {
    Frame frame = Frame.of(workspace, shape);
    int positions = shape.positions();
    float[] padded = workspace.take(frame.length());
    float[] chains = workspace.take(positions);
    for (int n = 0; n < shape.batch(); n++) {
      Arrays.fill(padded, 0, frame.length(), 0f);
      // the earlier a window, the later the element of it that meets a number
      for (int k = shape.depth() - 1; k >= 0; k--) {
        Arrays.fill(chains, 0, positions, 0f);
        for (int o = 0; o < shape.outputs(); o++) {
          float w = weight.data()[weight.offset() + o * shape.depth() + k];
          int from = dy.offset() + (n * shape.outputs() + o) * positions;
          for (int p = 0; p < positions; p++) {
            chains[p] = Fma.fma(w, dy.data()[from + p], chains[p]);
          }
        }
        frame.add(chains, k, padded);
      }
      frame.addBack(padded, dx, n);
    }
    workspace.give(chains);
    workspace.give(padded);
  }

  @Override
  public void backwardWeight(
      ConvolutionShape shape,
      Tensor x,
      Tensor dy,
      Tensor dWeight,
      Workspace workspace,
      Workers workers) {
    Frame frame = Frame.of(workspace, shape);
    int positions = shape.positions();
    float[] padded = workspace.take(frame.length());
    for (int n = 0; n < shape.batch(); n++) {
      frame.read(x, n, padded);
      for (int o = 0; o < shape.outputs(); o++) {
        int from = dy.offset() + (n * shape.outputs() + o) * positions;
        int w = dWeight.offset() + o * shape.depth();
        for (int k = 0; k < shape.depth(); k++) {
          dWeight.data()[w + k] = frame.chain(dWeight.data()[w + k], dy.data(), from, k, padded);
        }
      }
    }
    workspace.give(padded);
  }

  /// One row of the batch with its padding, `[C, D + 2·padding, …]`. One object a workspace.
  private static final class Frame {
    private ConvolutionShape shape;
    private Extents result;
    private int depth;
    private int height;
    private int width;

    static Frame of(Workspace workspace, ConvolutionShape shape) {
      Frame frame = KeptObjects.of(workspace, Frame.class, Frame::new);
      frame.shape = shape;
      frame.result = shape.result();
      frame.depth = shape.size().depth() + 2 * shape.padding().depth();
      frame.height = shape.size().height() + 2 * shape.padding().height();
      frame.width = shape.size().width() + 2 * shape.padding().width();
      return frame;
    }

    int length() {
      return shape.inputs() * depth * height * width;
    }

    private int place(int channel, int d, int h, int w) {
      return ((channel * depth + d) * height + h) * width + w;
    }

    /// Where row `row` of all rows of the input begins.
    private int inside(int row) {
      Extents size = shape.size();
      Extents padding = shape.padding();
      int d = row / size.height() % size.depth();
      int h = row % size.height();
      int channel = row / (size.height() * size.depth());
      return place(channel, d + padding.depth(), h + padding.height(), padding.width());
    }

    private int rows() {
      return shape.inputs() * shape.size().depth() * shape.size().height();
    }

    void read(Tensor x, int n, float[] padded) {
      int count = shape.size().width();
      Arrays.fill(padded, 0, length(), 0f);
      for (int row = 0; row < rows(); row++) {
        int from = x.offset() + (n * rows() + row) * count;
        System.arraycopy(x.data(), from, padded, inside(row), count);
      }
    }

    void addBack(float[] padded, Tensor dx, int n) {
      int count = shape.size().width();
      for (int row = 0; row < rows(); row++) {
        int to = dx.offset() + (n * rows() + row) * count;
        int from = inside(row);
        for (int w = 0; w < count; w++) {
          dx.data()[to + w] += padded[from + w];
        }
      }
    }

    /// Where number k of the first window of a row of windows stands.
    private int element(int k, int row) {
      Extents kernel = shape.kernel();
      int w = k % kernel.width();
      int h = k / kernel.width() % kernel.height();
      int d = k / (kernel.width() * kernel.height()) % kernel.depth();
      int channel = k / kernel.elements();
      int top = row / result.height() * shape.stride().depth();
      int left = row % result.height() * shape.stride().height();
      return place(channel, top + d, left + h, w);
    }

    private int windowRows() {
      return result.depth() * result.height();
    }

    /// `y[p] ← fma(w, number k of window p, y[p])`.
    void addScaled(float w, int k, float[] padded, float[] y, int to) {
      int count = result.width();
      int stride = shape.stride().width();
      for (int row = 0; row < windowRows(); row++) {
        int from = element(k, row);
        int at = to + row * count;
        for (int i = 0; i < count; i++) {
          y[at + i] = Fma.fma(w, padded[from + i * stride], y[at + i]);
        }
      }
    }

    /// Number k of window p `+= chains[p]`.
    void add(float[] chains, int k, float[] padded) {
      int count = result.width();
      int stride = shape.stride().width();
      for (int row = 0; row < windowRows(); row++) {
        int to = element(k, row);
        for (int i = 0; i < count; i++) {
          padded[to + i * stride] += chains[row * count + i];
        }
      }
    }

    /// A chain from `start` on over all windows: `fma(dy[p], number k of window p, …)`.
    float chain(float start, float[] dy, int dyAt, int k, float[] padded) {
      int count = result.width();
      int stride = shape.stride().width();
      float chain = start;
      for (int row = 0; row < windowRows(); row++) {
        int from = element(k, row);
        int at = dyAt + row * count;
        for (int i = 0; i < count; i++) {
          chain = Fma.fma(dy[at + i], padded[from + i * stride], chain);
        }
      }
      return chain;
    }
  }
}
