package dev.unroll.interop.onnx.operator;

import dev.unroll.core.Workspace;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;

/// Convolution over one to three axes, in groups of channels: the windows are laid out as a matrix, and each
/// group is one product (Chellapilla, Puri and Simard 2006). Kernels go through the columns of a product in
/// vectors, so there are two ways:
///
///     Y [O,P]  = W [O,C·K] · windows [C·K,P]      many positions P
///     Yᵀ [P,O] = windowsᵀ [P,C·K] · Wᵀ            few of them, and Wᵀ laid out once
///
/// Both give the same bits: each output is one chain from its bias on, over channels and window elements.
final class Conv extends Operator {
  /// Positions below which the second way is taken.
  private static final int FEW = 32;

  private final int groups;
  private final Window window;
  private final Value x;
  private final Value w;
  private final Value bias;
  private final Value y;

  /// Wᵀ by group, `[C·K, O]`; null where the weights are not constant.
  private final float[] transposed;

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
        wellFormed ? site.shared("transposed", float[].class, this::transposedWeights) : null;
  }

  private float[] transposedWeights() {
    int outputs = w.dim(0) / groups;
    int columns = w.elements(1, w.rank());
    float[] result = new float[w.elements()];
    for (int g = 0; g < groups; g++) {
      int at = g * outputs * columns;
      for (int o = 0; o < outputs; o++) {
        for (int k = 0; k < columns; k++) {
          result[at + k * outputs + o] = w.floats()[at + o * columns + k];
        }
      }
    }
    return result;
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
    boolean byPosition = transposed != null && positions < FEW && positions < outputs;
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
          lay(windows, from, channels, 1, depth);
          Matrix left = matrices.of(windows, 0, positions, depth);
          Matrix right = matrices.of(transposed, first * depth, depth, outputs);
          Matrix result = matrices.of(rows, 0, positions, outputs);
          for (int row = 0; bias != null && row < positions; row++) {
            System.arraycopy(bias.floats(), first, rows, row * outputs, outputs);
          }
          product(context, left, right, result);
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

  private static void transpose(float[] rows, int positions, int outputs, float[] to, int at) {
    for (int o = 0; o < outputs; o++) {
      for (int row = 0; row < positions; row++) {
        to[at + o * positions + row] = rows[row * outputs + o];
      }
    }
  }

  /// Lays out the windows of some channels from `from` on: element `k` of channel c's window at a position goes
  /// to `(c·K + k)·elementStride + position·positionStride`.
  private void lay(float[] windows, int from, int channels, int elementStride, int positionStride) {
    float[] source = x.floats();
    int height = window.in[1];
    int width = window.in[2];
    int plane = window.in[0] * height * width;
    int row = window.out[2];
    int element = 0;
    for (int c = 0; c < channels; c++) {
      int channel = from + c * plane;
      for (int kd = 0; kd < window.kernel[0]; kd++) {
        for (int kh = 0; kh < window.kernel[1]; kh++) {
          for (int kw = 0; kw < window.kernel[2]; kw++, element++) {
            int first = window.firstInside(2, kw);
            int end = window.endInside(2, kw);
            int to = element * elementStride;
            for (int od = 0; od < window.out[0]; od++) {
              int d = window.place(0, od, kd);
              for (int oh = 0; oh < window.out[1]; oh++, to += row * positionStride) {
                int h = window.place(1, oh, kh);
                boolean inside = d >= 0 && d < window.in[0] && h >= 0 && h < height;
                int begin = inside ? first : row;
                int stop = inside ? end : row;
                fill(windows, to, 0, begin, positionStride);
                if (stop > begin) {
                  int at = channel + (d * height + h) * width + window.place(2, begin, kw);
                  for (int o = begin; o < stop; o++, at += window.stride[2]) {
                    windows[to + o * positionStride] = source[at];
                  }
                }
                fill(windows, to, stop, row, positionStride);
              }
            }
          }
        }
      }
    }
  }

  private static void fill(float[] windows, int at, int from, int to, int stride) {
    for (int i = from; i < to; i++) {
      windows[at + i * stride] = 0;
    }
  }
}
