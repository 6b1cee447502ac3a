package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// `y = φ(x W + b)` over the last axis.
///
/// @param weight `W [C,units]`
/// @param bias `b [units]`, or null
record DenseLayer(Tensor weight, Tensor bias, Activation activation) implements Layer {
  static DenseLayer read(Config config, Weights weights, boolean keras3)
      throws MalformedFileException {
    int units = config.size("units");
    Tensor kernel = weights.take(0, "kernel", -1, units);
    Tensor bias = config.flag("use_bias", true) ? weights.take(1, "bias", units) : null;
    return new DenseLayer(kernel, bias, Activation.of(config, "activation", keras3));
  }

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    Tensor x = inputs.getFirst().tensor();
    int width = weight.shape().dimension(0);
    int units = weight.shape().dimension(1);
    if (x.shape().rank() < 2 || x.shape().dimension(-1) != width) {
      throw new IllegalArgumentException(
          "a dense layer expects [N,…,%d], got %s".formatted(width, x.shape()));
    }
    int[] extents = x.shape().dimensions();
    extents[extents.length - 1] = units;
    Tensor y = Tensor.zeros(Shape.of(extents));
    multiplyAdd(engine, x, weight, bias, y);
    return List.of(inputs.getFirst().with(activation.apply(engine, y)));
  }

  /// `y = x·w + b` over matrices: all axes but the last make the rows.
  static void multiplyAdd(Engine engine, Tensor x, Tensor w, Tensor b, Tensor y) {
    Matrix result = Matrix.of(y);
    int columns = result.columns();
    for (int row = 0; row < result.rows(); row++) {
      if (b == null) {
        Arrays.fill(y.data(), y.offset() + row * columns, y.offset() + (row + 1) * columns, 0);
      } else {
        System.arraycopy(b.data(), b.offset(), y.data(), y.offset() + row * columns, columns);
      }
    }
    engine
        .kernels()
        .gemm()
        .multiplyAdd(Matrix.of(x), Matrix.of(w), result, engine.workspace(), engine.workers());
  }

  @Override
  public String describe() {
    return "%d -> %d, %s"
        .formatted(weight.shape().dimension(0), weight.shape().dimension(1), activation);
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    tensors.put(name + "weight", RecurrentCell.transpose(weight));
    if (bias != null) {
      tensors.put(name + "bias", bias);
    }
  }
}
