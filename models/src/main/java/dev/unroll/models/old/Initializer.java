package dev.unroll.models.old;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Map;

/// Where a layer's parameters get their first values from: a distribution, or a file.
@FunctionalInterface
public interface Initializer {
  /// The tensor for a parameter; the layer keeps it and changes it in training.
  ///
  /// @param name the parameter's name, as in `weight_ih_l0`
  /// @param shape the parameter's shape; a vector is a bias
  /// @param fan the units that feed a unit: `H` for all parameters of a recurrent layer, the input
  ///     features for a linear one
  Tensor tensor(String name, Shape shape, int fan);

  /// Uniform in ±1/√fan, as torch.nn does for its recurrent and linear layers.
  static Initializer uniform(RandomStream random) {
    return (name, shape, fan) -> {
      float bound = (float) (1 / Math.sqrt(fan));
      Tensor tensor = Tensor.zeros(shape);
      float[] values = tensor.data();
      for (int i = 0; i < values.length; i++) {
        values[i] = (2 * random.nextFloat() - 1) * bound;
      }
      return tensor;
    };
  }

  /// Normal with the given standard deviation, vectors (biases) zero.
  static Initializer gaussian(float deviation, RandomStream random) {
    Checks.positive("deviation", deviation);
    return (name, shape, fan) -> {
      Tensor tensor = Tensor.zeros(shape);
      float[] values = tensor.data();
      for (int i = 0; shape.rank() > 1 && i < values.length; i++) {
        values[i] = (float) (deviation * random.nextGaussian());
      }
      return tensor;
    };
  }

  /// The tensors of a map, by name; they are used themselves, not copied.
  ///
  /// The initializer throws an [IllegalArgumentException] that names the tensor that is missing or of
  /// another shape.
  static Initializer stored(Map<String, Tensor> tensors) {
    return (name, shape, fan) -> {
      Tensor tensor = tensors.get(name);
      if (tensor == null) {
        throw new IllegalArgumentException("the tensor " + name + " is missing");
      }
      return Checks.shape(name, tensor, shape);
    };
  }
}
