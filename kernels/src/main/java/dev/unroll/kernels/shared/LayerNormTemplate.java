package dev.unroll.kernels.shared;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.LayerNormKernel;
import dev.unroll.kernels.ReductionKernel;

/// The recipe of every [LayerNormKernel], over loops along a row that each kernel set brings.
public abstract class LayerNormTemplate implements LayerNormKernel {
  private final ReductionKernel reduction;

  /// For the kernel sets.
  protected LayerNormTemplate(ReductionKernel reduction) {
    this.reduction = reduction;
  }

  /// `y = x − constant`.
  protected abstract void subtract(
      int length, float constant, float[] x, int xOffset, float[] y, int yOffset);

  /// `y = x·factor`. `y` may be `x`.
  protected abstract void scale(
      int length, float factor, float[] x, int xOffset, float[] y, int yOffset);

  /// `z ← z·factor`, `y = fma(z, weight, bias)`.
  protected abstract void scaleAndShift(
      int length,
      float factor,
      float[] z,
      int zOffset,
      float[] weight,
      int weightOffset,
      float[] bias,
      int biasOffset,
      float[] y,
      int yOffset);

  /// `y = a·b`.
  protected abstract void multiply(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /// `y ← fma(a, b, y)`.
  protected abstract void multiplyAdd(
      int length, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset);

  /// `y += x`.
  protected abstract void add(int length, float[] x, int xOffset, float[] y, int yOffset);

  /// `dx ← fma(s, fma(−projection, z, dz − mean), dx)`.
  protected abstract void addGradient(
      int length,
      float s,
      float mean,
      float projection,
      float[] dz,
      int dzOffset,
      float[] z,
      int zOffset,
      float[] dx,
      int dxOffset);

  @Override
  public final void forward(
      Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor z, Tensor s) {
    int width = x.shape().dimension(-1);
    for (int m = 0; m < s.elements(); m++) {
      int from = x.offset() + m * width;
      int at = z.offset() + m * width;
      int to = y.offset() + m * width;
      // 1. z = x − mean
      float mean = reduction.sum(width, x.data(), from) / width;
      subtract(width, mean, x.data(), from, z.data(), at);
      // 2. the deviation
      float variance = reduction.dot(width, z.data(), at, z.data(), at) / width;
      float factor = 1 / (float) Math.sqrt(variance + epsilon);
      s.data()[s.offset() + m] = factor;
      // 3. z and y
      if (weight == null) {
        scale(width, factor, z.data(), at, z.data(), at);
        System.arraycopy(z.data(), at, y.data(), to, width);
      } else {
        scaleAndShift(
            width,
            factor,
            z.data(),
            at,
            weight.data(),
            weight.offset(),
            bias.data(),
            bias.offset(),
            y.data(),
            to);
      }
    }
  }

  @Override
  public final void backward(
      Tensor dy,
      Tensor weight,
      Tensor z,
      Tensor s,
      Tensor dx,
      Tensor dWeight,
      Tensor dBias,
      Workspace workspace) {
    int width = dy.shape().dimension(-1);
    float[] scratch = workspace.take(width);
    for (int m = s.elements() - 1; m >= 0; m--) {
      int from = dy.offset() + m * width;
      int at = z.offset() + m * width;
      // 1. the parameters
      if (dWeight != null) {
        multiplyAdd(width, dy.data(), from, z.data(), at, dWeight.data(), dWeight.offset());
      }
      if (dBias != null) {
        add(width, dy.data(), from, dBias.data(), dBias.offset());
      }
      if (dx == null) {
        continue;
      }
      // 2. dz, its mean, and its mean product with z
      float[] dz = dy.data();
      int dzAt = from;
      if (weight != null) {
        multiply(width, dy.data(), from, weight.data(), weight.offset(), scratch, 0);
        dz = scratch;
        dzAt = 0;
      }
      float mean = reduction.sum(width, dz, dzAt) / width;
      float projection = reduction.dot(width, dz, dzAt, z.data(), at) / width;
      // 3. the input
      float factor = s.data()[s.offset() + m];
      int to = dx.offset() + m * width;
      addGradient(width, factor, mean, projection, dz, dzAt, z.data(), at, dx.data(), to);
    }
    workspace.give(scratch);
  }
}
