package dev.unroll.interop.onnx.operator;

import dev.unroll.interop.onnx.run.Context;
import java.util.ArrayList;
import java.util.List;

/// One object for each signature of a session, so that what an operator prepares for some shapes is there
/// when they come again.
final class Kept<T> {
  private final List<T> objects = new ArrayList<>();

  /// The current signature's, null if there is none.
  T get(Context context) {
    int signature = context.signature();
    return signature < objects.size() ? objects.get(signature) : null;
  }

  /// Sets the current signature's.
  T set(Context context, T object) {
    while (objects.size() <= context.signature()) {
      objects.add(null);
    }
    objects.set(context.signature(), object);
    return object;
  }
}
