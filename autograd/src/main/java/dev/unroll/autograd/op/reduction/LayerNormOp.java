package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.LayerNormKernel;

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
/// Saved: z and s. Semantics of `torch.nn.LayerNorm`; sums are those of [LayerNormKernel], in
/// double where they leave float32; the parameters' gradients from the last row to the first.
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
    Tensor y = tape.take(shape);
    Tensor z = tape.take(shape);
    Tensor scale = tape.take(Shape.of(shape.elements() / width));
    tape.kernels().layerNorm().forward(x.value(), value(weight), value(bias), epsilon, y, z, scale);
    for (int m = 0; m < scale.elements(); m++) {
      float s = scale.data()[m];
      if (!(s > 0 && s <= Float.MAX_VALUE)) {
        extreme(m, x.value(), value(weight), value(bias), epsilon, y, z, scale);
      }
    }
    return tape.record(new LayerNormOp(z, scale), y, x, weight, bias);
  }

  /// A row whose sums leave float32, again in double.
  private static void extreme(
      int m,
      Tensor x,
      Tensor weight,
      Tensor bias,
      float epsilon,
      Tensor y,
      Tensor z,
      Tensor scale) {
    int width = x.shape().dimension(-1);
    int from = m * width;
    double sum = 0;
    for (int k = from; k < from + width; k++) {
      sum += x.data()[x.offset() + k];
    }
    double mean = sum / width;
    double squares = 0;
    for (int k = from; k < from + width; k++) {
      double deviation = x.data()[x.offset() + k] - mean;
      squares += deviation * deviation;
    }
    double factor = 1 / Math.sqrt(squares / width + epsilon);
    scale.data()[m] = (float) factor;
    for (int k = from; k < from + width; k++) {
      float normalized = (float) ((x.data()[x.offset() + k] - mean) * factor);
      z.data()[k] = normalized;
      y.data()[k] =
          weight == null
              ? normalized
              : Math.fma(
                  normalized,
                  weight.data()[weight.offset() + k - from],
                  bias.data()[bias.offset() + k - from]);
    }
  }

  private static Tensor value(Variable parameter) {
    return parameter == null ? null : parameter.value();
  }

  @Override
  public String name() {
    return "layer-norm";
  }

  @Override
  public void backward(Node node) {
    node.tape()
        .kernels()
        .layerNorm()
        .backward(
            node.gradient(),
            node.inputValue(1),
            savedZ,
            savedScale,
            node.inputGradient(0),
            node.inputGradient(1),
            node.inputGradient(2),
            node.tape().workspace());
  }
}
