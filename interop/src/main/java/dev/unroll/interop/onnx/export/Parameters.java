package dev.unroll.interop.onnx.export;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A model's parameters by name, seen from one of its layers: names that begin with the layer's.
public final class Parameters {
  private final Map<String, Tensor> tensors;
  private final String prefix;

  private Parameters(Map<String, Tensor> tensors, String prefix) {
    this.tensors = tensors;
    this.prefix = prefix;
  }

  /// All parameters of a model.
  public static Parameters of(List<Parameter> parameters) {
    Map<String, Tensor> tensors = new HashMap<>();
    for (Parameter parameter : parameters) {
      tensors.put(parameter.name(), parameter.value());
    }
    return new Parameters(tensors, "");
  }

  /// Those whose names go on with `name` and a dot.
  public Parameters in(String name) {
    return new Parameters(tensors, prefix + name + ".");
  }

  /// The full name of a parameter.
  String name(String name) {
    return prefix + name;
  }

  boolean has(String name) {
    return tensors.containsKey(prefix + name);
  }

  /// A parameter.
  ///
  /// @throws IllegalArgumentException if there is none of this name
  Tensor get(String name) {
    Tensor tensor = tensors.get(prefix + name);
    if (tensor == null) {
      throw new IllegalArgumentException("the parameter " + prefix + name + " is missing");
    }
    return tensor;
  }
}
