package dev.unroll.autograd.op.spatial;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Indices;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// Convolutions and poolings.
public final class SpatialCases {
  private SpatialCases() {}

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("conv2d", Conv2dOp.class, draw -> convolution(draw, false)),
        new OperationCase("conv3d", Conv3dOp.class, draw -> convolution(draw, true)),
        new OperationCase("max-pool", MaxPoolOp.class, draw -> pooling(draw, true)),
        new OperationCase("average-pool", AveragePoolOp.class, draw -> pooling(draw, false)));
  }

  private static Instance convolution(Draw draw, boolean deep) {
    int stride = 1 + draw.random().nextInt(2);
    int padding = draw.random().nextInt(2);
    int[] kernel = {deep ? 1 + draw.random().nextInt(2) : 1, draw.extent(), draw.extent()};
    int[] in = {deep ? kernel[0] + 1 : 1, kernel[1] + 1, kernel[2] + 2};
    int batch = draw.extentOrEmpty();
    int channels = draw.extent() % 3 + 1;
    int outputs = draw.extent() % 3 + 1;
    boolean bias = draw.coin();
    Tensor x =
        deep
            ? draw.tensor(batch, channels, in[0], in[1], in[2])
            : draw.tensor(batch, channels, in[1], in[2]);
    Tensor weight =
        deep
            ? draw.tensor(outputs, channels, kernel[0], kernel[1], kernel[2])
            : draw.tensor(outputs, channels, kernel[1], kernel[2]);
    Tensor[] inputs =
        bias ? new Tensor[] {x, weight, draw.tensor(outputs)} : new Tensor[] {x, weight};
    int depthStride = deep ? stride : 1;
    int depthPadding = deep ? padding : 0;
    int[] out = {
      (in[0] + 2 * depthPadding - kernel[0]) / depthStride + 1,
      (in[1] + 2 * padding - kernel[1]) / stride + 1,
      (in[2] + 2 * padding - kernel[2]) / stride + 1
    };
    return new Instance(
        channels * kernel[0] * kernel[1] * kernel[2] + 16,
        (_, v) -> {
          Variable b = bias ? v[2] : null;
          return new Variable[] {
            deep
                ? Ops.conv3d(v[0], v[1], b, stride, padding)
                : Ops.conv2d(v[0], v[1], b, stride, padding)
          };
        },
        v -> {
          int[] shape = {batch, outputs, out[0], out[1], out[2]};
          double[] y = new double[Shape.of(shape).elements()];
          for (int i = 0; i < y.length; i++) {
            int[] at = Indices.of(i, shape);
            y[i] = bias ? v[2][at[1]] : 0;
            int[] window = {channels, kernel[0], kernel[1], kernel[2]};
            for (int k = 0; k < Shape.of(window).elements(); k++) {
              int[] e = Indices.of(k, window);
              int d = at[2] * depthStride + e[1] - depthPadding;
              int h = at[3] * stride + e[2] - padding;
              int w = at[4] * stride + e[3] - padding;
              if (d >= 0 && d < in[0] && h >= 0 && h < in[1] && w >= 0 && w < in[2]) {
                int from = (((at[0] * channels + e[0]) * in[0] + d) * in[1] + h) * in[2] + w;
                y[i] += v[1][at[1] * Shape.of(window).elements() + k] * v[0][from];
              }
            }
          }
          return new double[][] {y};
        },
        inputs);
  }

  private static Instance pooling(Draw draw, boolean max) {
    int size = 1 + draw.random().nextInt(3);
    int stride = 1 + draw.random().nextInt(3);
    int padding = draw.random().nextInt(size / 2 + 1);
    boolean deep = draw.coin();
    int[] in = {deep ? size : 1, size + draw.extent() - 1, size + draw.extent() - 1};
    int batch = draw.extentOrEmpty();
    int depthSize = deep ? size : 1;
    int depthStride = deep ? stride : 1;
    int depthPadding = deep ? padding : 0;
    int[] out = {
      (in[0] + 2 * depthPadding - depthSize) / depthStride + 1,
      (in[1] + 2 * padding - size) / stride + 1,
      (in[2] + 2 * padding - size) / stride + 1
    };
    int[] extents =
        deep ? new int[] {batch, 2, in[0], in[1], in[2]} : new int[] {batch, 2, in[1], in[2]};
    return new Instance(
        32,
        (_, v) ->
            new Variable[] {
              max
                  ? Ops.maxPool(v[0], size, stride, padding)
                  : Ops.averagePool(v[0], size, stride, padding)
            },
        v -> {
          int[] shape = {2 * batch, out[0], out[1], out[2]};
          double[] y = new double[Shape.of(shape).elements()];
          int[] window = {depthSize, size, size};
          for (int i = 0; i < y.length; i++) {
            int[] at = Indices.of(i, shape);
            double greatest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int k = 0; k < Shape.of(window).elements(); k++) {
              int[] e = Indices.of(k, window);
              int d = at[1] * depthStride + e[0] - depthPadding;
              int h = at[2] * stride + e[1] - padding;
              int w = at[3] * stride + e[2] - padding;
              if (d >= 0 && d < in[0] && h >= 0 && h < in[1] && w >= 0 && w < in[2]) {
                double x = v[0][((at[0] * in[0] + d) * in[1] + h) * in[2] + w];
                greatest = Math.max(greatest, x);
                sum += x;
              }
            }
            y[i] = max ? greatest : sum / Shape.of(window).elements();
          }
          return new double[][] {y};
        },
        max ? perChannel(draw, extents) : draw.tensor(extents));
  }

  /// Distinct numbers within each channel.
  private static Tensor perChannel(Draw draw, int[] extents) {
    Tensor x = Tensor.zeros(Shape.of(extents));
    int channels = extents[0] * extents[1];
    int size = channels == 0 ? 0 : x.elements() / channels;
    for (int channel = 0; channel < channels; channel++) {
      System.arraycopy(draw.distinct(size).data(), 0, x.data(), channel * size, size);
    }
    return x;
  }
}
