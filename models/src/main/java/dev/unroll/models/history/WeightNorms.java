package dev.unroll.models.history;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How large a model's parameters are and how far one step moves them.
final class WeightNorms {
  private final List<Parameter> parameters;
  private final UpdateKernel kernel;

  /// The parameters before the step; null until they are asked for.
  private Tensor[] before;

  private boolean held;

  WeightNorms(List<Parameter> parameters, UpdateKernel kernel) {
    this.parameters = parameters;
    this.kernel = kernel;
  }

  /// Keeps the parameters as they are before a step.
  void hold() {
    if (before == null) {
      before = new Tensor[parameters.size()];
      for (int p = 0; p < before.length; p++) {
        before[p] = Tensor.zeros(parameters.get(p).value().shape());
      }
    }
    for (int p = 0; p < before.length; p++) {
      before[p].copyFrom(parameters.get(p).value());
    }
    held = true;
  }

  /// Whether [#hold] was called since the last [#release].
  boolean held() {
    return held;
  }

  /// By parameter the Euclidean norms ‖w‖ after the step and ‖Δw‖ of the step.
  Map<String, double[]> release() {
    held = false;
    Map<String, double[]> norms = new LinkedHashMap<>();
    for (int p = 0; p < before.length; p++) {
      Tensor now = parameters.get(p).value();
      double weight = Math.sqrt(kernel.sumOfSquares(now));
      subtract(before[p], now);
      norms.put(
          parameters.get(p).name(),
          new double[] {weight, Math.sqrt(kernel.sumOfSquares(before[p]))});
    }
    return norms;
  }

  private static void subtract(Tensor from, Tensor what) {
    float[] a = from.data();
    float[] b = what.data();
    int shift = what.offset() - from.offset();
    for (int i = from.offset(); i < from.offset() + from.elements(); i++) {
      a[i] -= b[i + shift];
    }
  }
}
