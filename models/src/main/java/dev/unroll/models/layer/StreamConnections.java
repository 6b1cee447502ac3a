package dev.unroll.models.layer;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import java.util.List;

/// What stands between the layers of a [RecurrentStream]: the operations of [Recurrent#forward] on
/// rows `[N,…]`, with the same bits, in memory made once. Each appends its step and returns the
/// tensor that the step overwrites.
record StreamConnections(KernelSet kernels, List<CellStep> steps) {
  /// `norm` of `x [N,C]`.
  Tensor normalized(LayerNorm norm, Tensor x) {
    Tensor weight = norm.weight().value();
    Tensor bias = norm.bias().value();
    Tensor y = Tensor.zeros(x.shape());
    Tensor z = Tensor.zeros(x.shape());
    Tensor scale = Tensor.zeros(x.shape().dimension(0));
    steps.add(() -> kernels.layerNorm().forward(x, weight, bias, norm.epsilon(), y, z, scale));
    return y;
  }

  /// `x + layer`.
  Tensor residual(Tensor x, Tensor layer) {
    Tensor y = Tensor.zeros(x.shape());
    steps.add(
        () -> {
          for (int i = 0; i < y.elements(); i++) {
            y.data()[i] = x.data()[x.offset() + i] + layer.data()[layer.offset() + i];
          }
        });
    return y;
  }

  /// `[x, layer]`, side by side.
  Tensor dense(Tensor x, Tensor layer) {
    int batch = x.shape().dimension(0);
    int left = x.shape().dimension(1);
    int right = layer.shape().dimension(1);
    Tensor y = Tensor.zeros(batch, left + right);
    steps.add(
        () -> {
          for (int n = 0; n < batch; n++) {
            int at = n * (left + right);
            System.arraycopy(x.data(), x.offset() + n * left, y.data(), at, left);
            int from = layer.offset() + n * right;
            System.arraycopy(layer.data(), from, y.data(), at + left, right);
          }
        });
    return y;
  }

  /// `x + g ⊙ (layer − x)`, `g = σ(W x + b)`.
  Tensor highway(Highway highway, Tensor x, Tensor layer) {
    LinearStream linear = highway.gate().stream(kernels, x);
    Tensor y = Tensor.zeros(x.shape());
    steps.add(
        () -> {
          Tensor gate = linear.step();
          float[] g = gate.data();
          kernels.activation().sigmoid(gate.elements(), g, 0, g, 0);
          for (int i = 0; i < y.elements(); i++) {
            float below = x.data()[x.offset() + i];
            y.data()[i] = below + g[i] * (layer.data()[layer.offset() + i] - below);
          }
        });
    return y;
  }
}
