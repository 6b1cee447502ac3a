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
import java.util.function.IntSupplier;

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

  /// A number for each of three axes, the first `flat` in two dimensions; often the same along all.
  private static int[] axes(Draw draw, boolean deep, int flat, IntSupplier number) {
    int same = number.getAsInt();
    boolean each = draw.coin();
    int[] axes = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      axes[axis] = axis == 0 && !deep ? flat : each ? number.getAsInt() : same;
    }
    return axes;
  }

  private static int[] spatial(int[] axes, boolean deep) {
    return deep ? axes : new int[] {axes[1], axes[2]};
  }

  private static boolean equal(int[] axes, boolean deep) {
    return axes[1] == axes[2] && (!deep || axes[0] == axes[1]);
  }

  private static Instance convolution(Draw draw, boolean deep) {
    int[] stride = axes(draw, deep, 1, () -> 1 + draw.random().nextInt(2));
    int[] padding = axes(draw, deep, 0, () -> draw.random().nextInt(2));
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
    int[] out = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      out[axis] = (in[axis] + 2 * padding[axis] - kernel[axis]) / stride[axis] + 1;
    }
    boolean plain = equal(stride, deep) && equal(padding, deep);
    return new Instance(
        channels * kernel[0] * kernel[1] * kernel[2] + 16,
        (_, v) -> {
          Variable b = bias ? v[2] : null;
          int[] moves = spatial(stride, deep);
          int[] reach = spatial(padding, deep);
          if (deep) {
            return new Variable[] {
              plain
                  ? Ops.conv3d(v[0], v[1], b, moves[0], reach[0])
                  : Ops.conv3d(v[0], v[1], b, moves, reach)
            };
          }
          return new Variable[] {
            plain
                ? Ops.conv2d(v[0], v[1], b, moves[0], reach[0])
                : Ops.conv2d(v[0], v[1], b, moves, reach)
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
              int d = at[2] * stride[0] + e[1] - padding[0];
              int h = at[3] * stride[1] + e[2] - padding[1];
              int w = at[4] * stride[2] + e[3] - padding[2];
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
    boolean deep = draw.coin();
    int[] size = axes(draw, deep, 1, () -> 1 + draw.random().nextInt(3));
    int[] stride = axes(draw, deep, 1, () -> 1 + draw.random().nextInt(3));
    int[] padding = new int[3];
    int[] in = new int[3];
    int[] out = new int[3];
    for (int axis = 0; axis < 3; axis++) {
      padding[axis] = axis == 0 && !deep ? 0 : draw.random().nextInt(size[axis] / 2 + 1);
      in[axis] = axis == 0 ? size[0] : size[axis] + draw.extent() - 1;
      out[axis] = (in[axis] + 2 * padding[axis] - size[axis]) / stride[axis] + 1;
    }
    boolean same = equal(size, deep) && equal(stride, deep) && equal(padding, deep);
    int batch = draw.extentOrEmpty();
    int[] extents =
        deep ? new int[] {batch, 2, in[0], in[1], in[2]} : new int[] {batch, 2, in[1], in[2]};
    return new Instance(
        32,
        (_, v) -> {
          int[] extent = spatial(size, deep);
          int[] moves = spatial(stride, deep);
          int[] reach = spatial(padding, deep);
          if (max) {
            return new Variable[] {
              same
                  ? Ops.maxPool(v[0], extent[0], moves[0], reach[0])
                  : Ops.maxPool(v[0], extent, moves, reach)
            };
          }
          return new Variable[] {
            same
                ? Ops.averagePool(v[0], extent[0], moves[0], reach[0])
                : Ops.averagePool(v[0], extent, moves, reach)
          };
        },
        v -> {
          int[] shape = {2 * batch, out[0], out[1], out[2]};
          double[] y = new double[Shape.of(shape).elements()];
          int[] window = size;
          for (int i = 0; i < y.length; i++) {
            int[] at = Indices.of(i, shape);
            double greatest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int k = 0; k < Shape.of(window).elements(); k++) {
              int[] e = Indices.of(k, window);
              int d = at[1] * stride[0] + e[0] - padding[0];
              int h = at[2] * stride[1] + e[1] - padding[1];
              int w = at[3] * stride[2] + e[2] - padding[2];
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
