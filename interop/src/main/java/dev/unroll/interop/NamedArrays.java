package dev.unroll.interop;

import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arrays by name, as models take and give them.
final class NamedArrays {
  private NamedArrays() {}

  /// The values of the names, in order; a single one goes by any name.
  ///
  /// @throws IllegalArgumentException if one is missing
  static List<NdArray> ordered(List<String> names, Map<String, NdArray> given) {
    if (names.size() == 1 && given.size() == 1) {
      return List.copyOf(given.values());
    }
    List<NdArray> values = new ArrayList<>();
    for (String name : names) {
      NdArray value = given.get(name);
      if (value == null) {
        throw new IllegalArgumentException(
            "the model expects the inputs %s, got %s".formatted(names, given.keySet()));
      }
      values.add(value);
    }
    return values;
  }

  static Map<String, NdArray> of(Map<String, Tensor> tensors) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> arrays.put(name, NdArray.of(tensor)));
    return arrays;
  }
}
