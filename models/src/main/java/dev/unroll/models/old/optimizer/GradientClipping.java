package dev.unroll.models.old.optimizer;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Checks;
import dev.unroll.kernels.UpdateKernel;
import java.util.List;

/// What keeps exploding gradients from doing harm.
public sealed interface GradientClipping {
  /// Gradients are left alone.
  record None() implements GradientClipping {}

  /// All gradients together are scaled down to a Euclidean norm of at most `limit`: by
  /// `limit / (norm + 10⁻⁶)` where that is below 1, as `torch.nn.utils.clip_grad_norm_`.
  ///
  /// Source: Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013.
  ///
  /// @param limit the largest norm
  record ByNorm(float limit) implements GradientClipping {
    public ByNorm {
      Checks.positive("norm to clip to", limit);
    }
  }

  /// Every element is clipped to ±`limit`.
  ///
  /// @param limit the largest magnitude
  record ByValue(float limit) implements GradientClipping {
    public ByValue {
      Checks.positive("value to clip to", limit);
    }
  }

  /// Changes the gradients of the parameters.
  default void clip(List<Parameter> parameters, UpdateKernel kernel) {
    switch (this) {
      case None _ -> {}
      case ByNorm(float limit) -> {
        double norm = norm(parameters, kernel);
        float factor = (float) (limit / (norm + 1e-6));
        if (factor < 1) {
          for (int i = 0; i < parameters.size(); i++) {
            kernel.scale(parameters.get(i).gradient(), factor);
          }
        }
      }
      case ByValue(float limit) -> {
        for (int i = 0; i < parameters.size(); i++) {
          kernel.clip(parameters.get(i).gradient(), limit);
        }
      }
    }
  }

  /// The Euclidean norm of all gradients together.
  static double norm(List<Parameter> parameters, UpdateKernel kernel) {
    double squares = 0;
    for (int i = 0; i < parameters.size(); i++) {
      squares += kernel.sumOfSquares(parameters.get(i).gradient());
    }
    return Math.sqrt(squares);
  }
}
