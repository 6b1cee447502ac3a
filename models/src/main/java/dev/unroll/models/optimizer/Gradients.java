package dev.unroll.models.optimizer;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.TouchedRows;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import java.util.List;

/// The gradients of all parameters together: their norm, and what keeps exploding ones from doing harm.
public final class Gradients {
  /// Sums of squares from here on, and up to its inverse, have neither overflowed nor lost what underflowed.
  private static final double SMALL = 0x1p-80;

  /// Factors below this are no normal floats.
  private static final double SMALLEST_FACTOR = Float.MIN_NORMAL;

  private Gradients() {}

  /// Clips, first every element to ±`value`, then all together to a Euclidean norm of at most `norm` by the
  /// factor `norm / (‖g‖ + 10⁻⁶)` where that is below 1, as `torch.nn.utils.clip_grad_norm_`.
  ///
  /// Source: Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013.
  ///
  /// @param value the largest magnitude of an element; 0 for no limit
  /// @param norm the largest norm; 0 for no limit
  /// @return ‖g‖ before it is limited; NaN without a limit of it. Where it is no finite number nothing is
  ///     changed by it
  public static double clip(
      List<Parameter> parameters, UpdateKernel kernel, float value, float norm) {
    if (value > 0) {
      for (int i = 0; i < parameters.size(); i++) {
        parameters.get(i).touchedRows().clip(kernel, value);
      }
    }
    if (norm == 0) {
      return Double.NaN;
    }
    double length = norm(parameters, kernel);
    double factor = norm / (length + 1e-6);
    if (factor < 1 && length < Double.POSITIVE_INFINITY) {
      scale(parameters, kernel, factor);
    }
    return length;
  }

  private static void scale(List<Parameter> parameters, UpdateKernel kernel, double factor) {
    for (int i = 0; i < parameters.size(); i++) {
      TouchedRows touched = parameters.get(i).touchedRows();
      if (factor >= SMALLEST_FACTOR) {
        touched.scale(kernel, (float) factor);
      } else {
        Tensor gradient = touched.gradient();
        float[] data = gradient.data();
        for (int j = gradient.offset(); j < gradient.offset() + gradient.elements(); j++) {
          data[j] = (float) (data[j] * factor);
        }
      }
    }
  }

  /// The Euclidean norm of all gradients together; exact to rounding over the whole range of floats.
  public static double norm(List<Parameter> parameters, UpdateKernel kernel) {
    double squares = 0;
    for (int i = 0; i < parameters.size(); i++) {
      squares += parameters.get(i).touchedRows().sumOfSquares(kernel);
    }
    return squares >= SMALL && squares <= 1 / SMALL ? Math.sqrt(squares) : normInDouble(parameters);
  }

  /// For gradients whose squares leave the range of floats: those of numbers from 10⁻⁴⁵ to 10³⁸ are well
  /// within that of doubles.
  private static double normInDouble(List<Parameter> parameters) {
    double squares = 0;
    for (int i = 0; i < parameters.size(); i++) {
      Tensor gradient = parameters.get(i).touchedRows().gradient();
      for (int j = 0; j < gradient.elements(); j++) {
        double g = gradient.data()[gradient.offset() + j];
        squares += g * g;
      }
    }
    return Math.sqrt(squares);
  }
}
