package dev.unroll.interop.onnx.operator;

import dev.unroll.core.Workspace;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import java.util.Arrays;

/// Convolution over one to three axes, in groups of channels: the windows are laid out as a matrix, and each
/// group is one product (Chellapilla, Puri and Simard 2006). Kernels go through the columns of a product in
/// vectors, so there are two ways:
///
///     Y [O,P]  = W [O,C·K] · windows [C·K,P]      many positions P
///     Yᵀ [P,O] = windowsᵀ [P,C·K] · Wᵀ            few of them, and Wᵀ packed once
///
/// Both give the same bits: each output is one chain from its bias on, over channels and window elements.
final class Conv extends Operator {
  /// Positions below which the second way is taken.
  private static final int FEW = 32;

  /// The width of a window from which on it is copied as runs.
  private static final int LONG = 16;

  private final int groups;
  private final Window window;
  private final Value x;
  private final Value w;
  private final Value bias;
  private final Value y;

  /// Wᵀ `[C·K, O]` of each group; null where the weights are not constant.
  private final PackedMatrix[] transposed;

  private final Kept<Matrices> kept = new Kept<>();

  Conv(Site site) throws MalformedFileException {
    window = new Window(site);
    long group = site.whole("group", 1);
    if (group < 1 || group > 1 << 20) {
      throw site.unsupported("group", group, "1 or more");
    }
    groups = (int) group;
    x = site.real(0);
    w = site.real(1);
    bias = site.optionalReal(2);
    y = site.output(0, x.type());
    boolean wellFormed = w.isConstant() && w.rank() >= 3 && w.dim(0) % groups == 0;
    transposed =
        wellFormed
            ? site.shared(
                "transposed",
                PackedMatrix[].class,
                () -> transposedWeights(site.context().kernels().gemm()))
            : null;
  }

  private PackedMatrix[] transposedWeights(GemmKernel gemm) {
    int outputs = w.dim(0) / groups;
    int depth = w.elements(1, w.rank());
    PackedMatrix[] packed = new PackedMatrix[groups];
    for (int g = 0; g < groups; g++) {
      int at = g * outputs * depth;
      packed[g] = gemm.pack(Matrix.rowMajor(w.floats(), at, outputs, depth, depth).transpose());
    }
    return packed;
  }

  @Override
  public boolean isFoldable() {
    return false;
  }

  @Override
  public void run(Context context) {
    if (w.rank() != x.rank()
        || w.rank() < 3
        || (long) w.dim(1) * groups != x.dim(1)
        || w.dim(0) % groups != 0) {
      throw new IllegalArgumentException(
          "expected W [O,C/groups,…] for X [N,C,…] and %d groups, got %s and %s"
              .formatted(groups, w.shapeText(), x.shapeText()));
    }
    if (bias != null && (bias.rank() != 1 || bias.dim(0) != w.dim(0))) {
      throw new IllegalArgumentException(
          "expected a bias for each output, got " + bias.shapeText());
    }
    window.fit(x, w);
    window.shape(y, x.dim(0), w.dim(0));
    if (y.elements() == 0) {
      return;
    }
    int positions = window.positions();
    int outputs = w.dim(0) / groups;
    int depth = w.elements(1, w.rank());
    boolean byPosition = transposed != null && positions < FEW && positions <= outputs;
    int channels = w.dim(1);
    int plane = window.in[0] * window.in[1] * window.in[2];
    boolean direct = !byPosition && window.isIdentity();
    Workspace workspace = context.workspace();
    float[] windows = direct ? null : workspace.take(Math.multiplyExact(depth, positions));
    float[] rows = byPosition ? workspace.take(positions * outputs) : null;
    Matrices matrices = Matrices.begin(kept, context);
    for (int n = 0; n < x.dim(0); n++) {
      for (int g = 0; g < groups; g++) {
        int from = (n * groups + g) * channels * plane;
        int to = (n * groups + g) * outputs * positions;
        int first = g * outputs;
        if (byPosition) {
          layByPosition(windows, from, channels, depth);
          Matrix left = matrices.of(windows, 0, positions, depth);
          Matrix result = matrices.of(rows, 0, positions, outputs);
          for (int row = 0; bias != null && row < positions; row++) {
            System.arraycopy(bias.floats(), first, rows, row * outputs, outputs);
          }
          product(context, left, transposed[g], result);
          transpose(rows, positions, outputs, y.floats(), to);
        } else {
          if (!direct) {
            lay(windows, from, channels, positions, 1);
          }
          Matrix left = matrices.of(w.floats(), first * depth, outputs, depth);
          Matrix right =
              matrices.of(direct ? x.floats() : windows, direct ? from : 0, depth, positions);
          Matrix result = matrices.of(y.floats(), to, outputs, positions);
          for (int o = 0; bias != null && o < outputs; o++) {
            int at = to + o * positions;
            Arrays.fill(y.floats(), at, at + positions, bias.floats()[first + o]);
          }
          product(context, left, right, result);
        }
      }
    }
    if (rows != null) {
      workspace.give(rows);
    }
    if (windows != null) {
      workspace.give(windows);
    }
  }

  private void product(Context context, Matrix left, Matrix right, Matrix result) {
    GemmKernel gemm = context.kernels().gemm();
    if (bias == null) {
      gemm.multiply(left, right, result, context.workspace(), context.workers());
    } else {
      gemm.multiplyAdd(left, right, result, context.workspace(), context.workers());
    }
  }

  private void product(Context context, Matrix left, PackedMatrix right, Matrix result) {
    GemmKernel gemm = context.kernels().gemm();
    if (bias == null) {
      gemm.multiply(left, right, result, context.workspace(), context.workers());
    } else {
      gemm.multiplyAdd(left, right, result, context.workspace(), context.workers());
    }
  }

  private static void transpose(float[] rows, int positions, int outputs, float[] to, int at) {
    for (int o = 0; o < outputs; o++) {
      for (int row = 0; row < positions; row++) {
        to[at + o * positions + row] = rows[row * outputs + o];
      }
    }
  }

  /// Lays out windows one position after the other. Long ones are runs of the input, if they are not dilated.
  private void layByPosition(float[] windows, int from, int channels, int depth) {
    if (window.kernel[2] < LONG || window.dilation[2] != 1) {
      lay(windows, from, channels, 1, depth);
      return;
    }
    for (int position = 0; position < window.positions(); position++) {
      int ow = position % window.out[2];
      int oh = position / window.out[2] % window.out[1];
      int od = position / window.out[2] / window.out[1];
      int begin = window.place(2, ow, 0);
      int skipped = Math.clamp(-begin, 0, window.kernel[2]);
      int end = Math.clamp(window.in[2] - begin, skipped, window.kernel[2]);
      int to = position * depth;
      for (int c = 0; c < channels; c++) {
        for (int kd = 0; kd < window.kernel[0]; kd++) {
          int d = window.place(0, od, kd);
          for (int kh = 0; kh < window.kernel[1]; kh++, to += window.kernel[2]) {
            int h = window.place(1, oh, kh);
            boolean inside = d >= 0 && d < window.in[0] && h >= 0 && h < window.in[1];
            int stop = inside ? end : skipped;
            Arrays.fill(windows, to, to + skipped, 0);
            if (stop > skipped) {
              int row = (c * window.in[0] + d) * window.in[1] + h;
              int at = from + row * window.in[2] + begin;
              System.arraycopy(x.floats(), at + skipped, windows, to + skipped, stop - skipped);
            }
            Arrays.fill(windows, to + stop, to + window.kernel[2], 0);
          }
        }
      }
    }
  }

  /// Lays out the windows of some channels from `from` on: element `k` of channel c's window at a position goes
  /// to `(c·K + k)·elementStride + position·positionStride`.
  private void lay(float[] windows, int from, int channels, int elementStride, int positionStride) {
    int size = window.size();
    int element = 0;
    for (int kd = 0; kd < window.kernel[0]; kd++) {
      for (int kh = 0; kh < window.kernel[1]; kh++) {
        for (int kw = 0; kw < window.kernel[2]; kw++, element++) {
          int first = window.firstInside(2, kw);
          int end = window.endInside(2, kw);
          int to = element * elementStride;
          for (int od = 0; od < window.out[0]; od++) {
            int d = window.place(0, od, kd);
            for (int oh = 0; oh < window.out[1]; oh++, to += window.out[2] * positionStride) {
              int h = window.place(1, oh, kh);
              boolean inside = d >= 0 && d < window.in[0] && h >= 0 && h < window.in[1];
              int at = (d * window.in[1] + h) * window.in[2] + window.place(2, first, kw);
              row(
                  inside ? first : window.out[2],
                  inside ? end : window.out[2],
                  channels,
                  from + at,
                  windows,
                  to,
                  size * elementStride,
                  positionStride);
            }
          }
        }
      }
    }
  }

  /// One element of the windows of a row of outputs, for all channels: 0 before `first` and from `end` on.
  private void row(
      int first,
      int end,
      int channels,
      int from,
      float[] windows,
      int to,
      int channelStride,
      int positionStride) {
    float[] source = x.floats();
    int plane = window.in[0] * window.in[1] * window.in[2];
    int row = window.out[2];
    int step = window.stride[2];
    for (int c = 0; c < channels; c++) {
      int target = to + c * channelStride;
      for (int o = 0; o < first; o++) {
        windows[target + o * positionStride] = 0;
      }
      int at = from + c * plane;
      for (int o = first; o < end; o++, at += step) {
        windows[target + o * positionStride] = source[at];
      }
      for (int o = end; o < row; o++) {
        windows[target + o * positionStride] = 0;
      }
    }
  }
}
