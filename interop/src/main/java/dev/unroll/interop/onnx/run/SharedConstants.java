package dev.unroll.interop.onnx.run;

import dev.unroll.interop.onnx.format.Node;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What all sessions of a model have in common: the values of constant nodes, weights laid out for
/// kernels. Never changed once made.
public final class SharedConstants {
  private final Map<Node, Map<String, Object>> made = new IdentityHashMap<>();

  /// Nothing yet.
  public SharedConstants() {}

  synchronized <T> T get(Node node, String key, Class<T> type, Supplier<T> maker) {
    Map<String, Object> ofNode = made.computeIfAbsent(node, n -> new HashMap<>(2));
    Object object = ofNode.get(key);
    if (object == null) {
      object = maker.get();
      ofNode.put(key, object);
    }
    return type.cast(object);
  }

  /// The outputs of a node whose inputs are constant, null if they are not known yet.
  synchronized Value[] folded(Node node) {
    Map<String, Object> ofNode = made.get(node);
    return ofNode == null ? null : (Value[]) ofNode.get("outputs");
  }

  synchronized void fold(Node node, Value[] outputs) {
    made.computeIfAbsent(node, n -> new HashMap<>(2)).put("outputs", outputs);
  }
}
