package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.LayerNormKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// Shapes that fit together, and results apart from operands and from one another.
final class CheckedLayerNorm implements LayerNormKernel {
  private final Start<LayerNormKernel> forward;
  private final Start<LayerNormKernel> backward;

  CheckedLayerNorm(Twins<LayerNormKernel> twins) {
    Tensor x = Operands.tensor(3, 67);
    Tensor weight = Operands.tensor(67);
    Tensor bias = Operands.tensor(67);
    Tensor y = Operands.tensor(3, 67);
    Tensor z = Operands.tensor(3, 67);
    Tensor s = Operands.tensor(3);
    Tensor dWeight = Operands.tensor(67);
    Workspace workspace = new Workspace();
    forward = twins.start(kernel -> kernel.forward(x, weight, bias, 1e-5f, y, z, s));
    backward = twins.start(kernel -> kernel.backward(y, weight, z, s, x, dWeight, bias, workspace));
  }

  @Override
  public void forward(
      Tensor x, Tensor weight, Tensor bias, float epsilon, Tensor y, Tensor z, Tensor s) {
    int width = width("x", x);
    if ((weight == null) != (bias == null)) {
      throw new IllegalArgumentException(
          "expected weight and bias or neither, got only "
              + (weight == null ? "a bias" : "a weight"));
    }
    if (weight != null) {
      Checks.shape("weight [C]", weight, width);
      Checks.shape("bias [C]", bias, width);
    }
    Checks.shape("y", y, x.shape());
    Checks.shape("z", z, x.shape());
    scales(s, x, width);
    result("y", y, x, weight, bias);
    result("z", z, x, weight, bias);
    result("s", s, x, weight, bias);
    Checks.distinct("y", y, "z", z);
    Checks.distinct("y", y, "s", s);
    Checks.distinct("z", z, "s", s);
    forward.kernel().forward(x, weight, bias, epsilon, y, z, s);
  }

  private static void result(String name, Tensor result, Tensor x, Tensor weight, Tensor bias) {
    Checks.distinct("x", x, name, result);
    if (weight != null) {
      Checks.distinct("weight", weight, name, result);
      Checks.distinct("bias", bias, name, result);
    }
  }

  @Override
  public void backward(
      Tensor dy,
      Tensor weight,
      Tensor z,
      Tensor s,
      Tensor dx,
      Tensor dWeight,
      Tensor dBias,
      Workspace workspace) {
    int width = width("dy", dy);
    Checks.present("workspace", workspace);
    Checks.shape("z", z, dy.shape());
    scales(s, dy, width);
    if (weight != null) {
      Checks.shape("weight [C]", weight, width);
    }
    if (dx != null) {
      Checks.shape("dx", dx, dy.shape());
    }
    if (dWeight != null) {
      Checks.shape("dWeight [C]", dWeight, width);
    }
    if (dBias != null) {
      Checks.shape("dBias [C]", dBias, width);
    }
    gradient("dx", dx, dy, weight, z, s);
    gradient("dWeight", dWeight, dy, weight, z, s);
    gradient("dBias", dBias, dy, weight, z, s);
    apart("dx", dx, "dWeight", dWeight);
    apart("dx", dx, "dBias", dBias);
    apart("dWeight", dWeight, "dBias", dBias);
    backward.kernel().backward(dy, weight, z, s, dx, dWeight, dBias, workspace);
  }

  private static void gradient(
      String name, Tensor gradient, Tensor dy, Tensor weight, Tensor z, Tensor s) {
    apart(name, gradient, "dy", dy);
    apart(name, gradient, "weight", weight);
    apart(name, gradient, "z", z);
    apart(name, gradient, "s", s);
  }

  private static void apart(String name, Tensor x, String otherName, Tensor other) {
    if (x != null && other != null) {
      Checks.distinct(name, x, otherName, other);
    }
  }

  private static int width(String name, Tensor x) {
    Checks.present(name, x);
    if (x.shape().rank() == 0) {
      throw new IllegalArgumentException(name + ": expected rows [M,C], got a single number");
    }
    return x.shape().dimension(-1);
  }

  private static void scales(Tensor s, Tensor x, int width) {
    Checks.present("s", s);
    if ((long) s.elements() * width != x.elements()) {
      throw new IllegalArgumentException(
          "s: expected one number for each row of %s, got %s".formatted(x.shape(), s.shape()));
    }
  }
}
