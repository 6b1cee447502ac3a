package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;

/// What initializers fill tensors with. Real functions are exactly rounded or [StrictMath]'s, so
/// that the numbers are the same on every machine.
final class Draws {
  private Draws() {}

  static float checkBias(float forgetBias) {
    return Checks.within("forgetBias", forgetBias, -Float.MAX_VALUE, Float.MAX_VALUE);
  }

  /// Whether a parameter is a matrix, or one row of one, that a product reads.
  static boolean isWeight(Tensor tensor, Role role) {
    return switch (role.use()) {
      case INPUT, RECURRENT, PROJECTION, KERNEL, SCORE -> true;
      case OTHER -> tensor.shape().rank() > 1;
      default -> false;
    };
  }

  /// Fills what is no weight: a table with normal numbers, the others with a constant.
  static void constantOrTable(Tensor tensor, Role role, RandomStream random) {
    switch (role.use()) {
      case TABLE -> random.fillNormal(tensor, 0, 1);
      case GAIN -> tensor.fill(1);
      case GATE_BIAS -> tensor.fill(-1);
      default -> tensor.fill(0);
    }
  }

  static void uniform(Tensor tensor, double bound, RandomStream random) {
    random.fillUniform(tensor, (float) -bound, (float) bound);
  }

  static void glorot(Tensor tensor, int blocks, RandomStream random) {
    double sum = inputs(tensor) + outputs(tensor, blocks);
    uniform(tensor, Math.sqrt(6 / sum), random);
  }

  /// `I`: what one row reads.
  static double inputs(Tensor tensor) {
    return (double) tensor.elements() / rows(tensor);
  }

  /// The rows of a matrix; a vector is one row.
  private static int rows(Tensor tensor) {
    return tensor.shape().rank() == 1 ? 1 : tensor.shape().dimension(0);
  }

  /// `O`: the rows of a block, and for a convolution the numbers of its window for each.
  private static double outputs(Tensor tensor, int blocks) {
    double rows = (double) rows(tensor) / blocks;
    return tensor.shape().rank() < 3
        ? rows
        : rows * tensor.elements() / tensor.shape().dimension(0) / tensor.shape().dimension(1);
  }

  /// `scale` on the diagonal of each block.
  static void identity(Tensor tensor, int blocks, float scale) {
    int rows = tensor.shape().dimension(0) / blocks;
    int columns = tensor.shape().dimension(1);
    tensor.fill(0);
    for (int block = 0; block < blocks; block++) {
      for (int i = 0; i < Math.min(rows, columns); i++) {
        tensor.set(scale, block * rows + i, i);
      }
    }
  }

  /// Each block orthonormal times `gain`.
  static void orthogonal(Tensor tensor, int blocks, float gain, RandomStream random) {
    int rows = rows(tensor) / blocks;
    int columns = (int) inputs(tensor);
    for (int block = 0; block < blocks; block++) {
      double[][] vectors = orthonormal(Math.min(rows, columns), Math.max(rows, columns), random);
      int at = tensor.offset() + block * rows * columns;
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double value = rows <= columns ? vectors[i][j] : vectors[j][i];
          tensor.data()[at + i * columns + j] = (float) (gain * value);
        }
      }
    }
  }

  /// `count` orthonormal vectors of `length ≥ count` numbers, uniform among all such: normal
  /// vectors, from each of which its part along those before is taken away (Gram 1883; Schmidt
  /// 1907). Twice, which is enough (Giraud, Langou and Rozložník 2005).
  private static double[][] orthonormal(int count, int length, RandomStream random) {
    double[][] vectors = new double[count][length];
    for (int i = 0; i < count; i++) {
      double[] vector = vectors[i];
      for (int k = 0; k < length; k++) {
        vector[k] = random.nextGaussian();
      }
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          double along = dot(vector, vectors[j]);
          for (int k = 0; k < length; k++) {
            vector[k] -= along * vectors[j][k];
          }
        }
      }
      double norm = Math.sqrt(dot(vector, vector));
      for (int k = 0; k < length; k++) {
        vector[k] /= norm;
      }
    }
    return vectors;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }

  /// Makes the biases of a forget gate add up to `bias`, unless that is 0.
  static void forgetBias(Tensor tensor, Role role, float bias) {
    boolean second = role.use() == Use.RECURRENT_BIAS;
    if (bias != 0 && role.forgetBlock() >= 0 && (second || role.use() == Use.BIAS)) {
      int rows = tensor.shape().dimension(0) / role.blocks();
      int from = role.forgetBlock() * rows;
      tensor.slice(from, from + rows).fill(second ? 0 : bias);
    }
  }
}
