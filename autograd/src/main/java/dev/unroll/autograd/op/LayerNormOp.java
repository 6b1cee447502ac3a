package dev.unroll.autograd.op;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ReductionKernel;

/// Layer normalization over the innermost axis of C numbers:
///
///     z = (x − mean x) / √(var x + ε)        y = z ⊙ weight + bias
///
/// backward, with dz = dy ⊙ weight and s = 1/√(var x + ε):
///
///     dx += s·(dz − mean dz − z·mean(dz ⊙ z))        dweight += Σ_rows dy ⊙ z        dbias += Σ_rows dy
///
/// - `x [...,C]`; `weight [C]`, `bias [C]`, both or neither null
///
/// Saved: z and s. The parameters' gradients are summed from the last row to the first. Semantics of `torch.nn.LayerNorm`; sums in the order of [ReductionKernel].
///
/// Source: Ba, Kiros and Hinton, *Layer normalization*, 2016.
public final class LayerNormOp implements Operation {
  private final Tensor savedZ;
  private final Tensor savedScale;

  private LayerNormOp(Tensor savedZ, Tensor savedScale) {
    this.savedZ = savedZ;
    this.savedScale = savedScale;
  }

  /// `x` normalized, then scaled and shifted unless `weight` and `bias` are null.
  public static Variable apply(Variable x, Variable weight, Variable bias, float epsilon) {
    Checks.positive("epsilon", epsilon);
    Shape shape = x.shape();
    if (shape.rank() == 0 || shape.dimension(-1) == 0) {
      throw new IllegalArgumentException("layer-norm: expected x of shape [...,C], got " + shape);
    }
    int width = shape.dimension(-1);
    if ((weight == null) != (bias == null)) {
      throw new IllegalArgumentException("layer-norm: expected both weight and bias, or neither");
    }
    if (weight != null) {
      Checks.shape("weight [C]", weight.value(), width);
      Checks.shape("bias [C]", bias.value(), width);
    }
    Tape tape = x.tape();
    ReductionKernel kernel = tape.kernels().reduction();
    int rows = shape.elements() / width;
    Tensor y = tape.take(shape);
    Tensor z = tape.take(shape);
    Tensor scale = tape.take(Shape.of(rows));
    Tensor in = x.value();
    for (int m = 0; m < rows; m++) {
      int at = m * width;
      float mean = kernel.sum(width, in.data(), in.offset() + at) / width;
      for (int k = 0; k < width; k++) {
        z.data()[at + k] = in.data()[in.offset() + at + k] - mean;
      }
      float variance = kernel.dot(width, z.data(), at, z.data(), at) / width;
      float s = 1 / (float) Math.sqrt(variance + epsilon);
      scale.data()[m] = s;
      for (int k = 0; k < width; k++) {
        z.data()[at + k] *= s;
      }
      if (weight == null) {
        System.arraycopy(z.data(), at, y.data(), at, width);
      } else {
        Tensor w = weight.value();
        Tensor b = bias.value();
        for (int k = 0; k < width; k++) {
          y.data()[at + k] =
              Math.fma(z.data()[at + k], w.data()[w.offset() + k], b.data()[b.offset() + k]);
        }
      }
    }
    return tape.record(new LayerNormOp(z, scale), y, x, weight, bias);
  }

  @Override
  public String name() {
    return "layer-norm";
  }

  @Override
  public void backward(Node node) {
    ReductionKernel kernel = node.tape().kernels().reduction();
    Workspace workspace = node.tape().workspace();
    Tensor dy = node.gradient();
    Tensor w = node.inputValue(1);
    Tensor dx = node.inputGradient(0);
    Tensor dWeight = node.inputGradient(1);
    Tensor dBias = node.inputGradient(2);
    int width = dy.shape().dimension(-1);
    float[] z = savedZ.data();
    float[] dz = workspace.take(width);
    for (int m = savedScale.elements() - 1; m >= 0; m--) {
      int at = m * width;
      // 1. the parameters
      for (int k = 0; dWeight != null && k < width; k++) {
        int sum = dWeight.offset() + k;
        dWeight.data()[sum] =
            Math.fma(dy.data()[dy.offset() + at + k], z[at + k], dWeight.data()[sum]);
      }
      if (dBias != null) {
        Blocks.add(width, dy.data(), dy.offset() + at, dBias.data(), dBias.offset());
      }
      if (dx == null) {
        continue;
      }
      // 2. dz, its mean, and its mean product with z
      for (int k = 0; k < width; k++) {
        float factor = w == null ? 1 : w.data()[w.offset() + k];
        dz[k] = dy.data()[dy.offset() + at + k] * factor;
      }
      float mean = kernel.sum(width, dz, 0) / width;
      float projection = kernel.dot(width, dz, 0, z, at) / width;
      // 3. the input
      float s = savedScale.data()[m];
      for (int k = 0; k < width; k++) {
        float share = Math.fma(-projection, z[at + k], dz[k] - mean);
        dx.data()[dx.offset() + at + k] = Math.fma(s, share, dx.data()[dx.offset() + at + k]);
      }
    }
    workspace.give(dz);
  }
}
