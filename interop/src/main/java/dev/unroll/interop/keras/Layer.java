package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import java.util.List;
import java.util.Map;

/// A layer with its weights. Immutable: many threads may run one, each with an engine of its own.
interface Layer {
  /// The outputs for some inputs; both are not modified.
  ///
  /// @throws IllegalArgumentException if the inputs do not fit the layer
  List<Value> call(Engine engine, List<Value> inputs);

  /// What the layer is, in a few words.
  String describe();

  /// Adds the weights by the names and in the layouts of `torch.nn`.
  ///
  /// @param name the layer's name and a dot, or nothing
  default void addTo(String name, Map<String, Tensor> tensors) {}
}
