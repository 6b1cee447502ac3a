package dev.unroll.kernels.testing;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a recurrent layer makes of a [RecurrentProblem].
///
/// @param outputs `y [T,N,H]` (zero past a row's length), `hn` and `cn` `[N,H]`
/// @param gradients of the loss Σ y·dy + Σ hn·dhn + Σ cn·dcn, by the name of the operand
public record RecurrentResult(Map<String, double[]> outputs, Map<String, double[]> gradients) {
  /// A result without any values.
  public RecurrentResult() {
    this(new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /// Outputs and gradients in one map, a gradient as `d` and its operand's name.
  public Map<String, double[]> all() {
    Map<String, double[]> all = new LinkedHashMap<>(outputs);
    gradients.forEach((name, values) -> all.put("d" + name, values));
    return all;
  }
}
