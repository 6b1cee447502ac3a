package dev.unroll.interop.torch;

import dev.unroll.core.io.DType;
import java.util.ArrayList;
import java.util.List;

/// What the names of an [Unpickler]'s allow-list make of their arguments. Arguments that are none of theirs are
/// an [IllegalArgumentException].
final class Constructors {
  /// As many as PyTorch allows.
  private static final int MAX_AXES = 64;

  private Constructors() {}

  static void put(PickleValue.Dict dict, Object key, Object value) {
    if (!(key instanceof String || key instanceof Long || key instanceof Boolean)) {
      throw new IllegalArgumentException(
          "expected strings or whole numbers as keys of a dictionary");
    }
    dict.put(key.toString(), value);
  }

  /// `OrderedDict()`, or Python 2's `OrderedDict([[key, value], …])`.
  static PickleValue.Dict orderedDict(List<Object> arguments) {
    PickleValue.Dict dict = new PickleValue.Dict(true);
    if (arguments.isEmpty()) {
      return dict;
    }
    if (arguments.size() == 1 && arguments.getFirst() instanceof ArrayList<?> items) {
      for (Object item : items) {
        List<?> pair =
            item instanceof PickleValue.Tuple(List<Object> l)
                ? l
                : item instanceof ArrayList<?> l ? l : List.of();
        if (pair.size() != 2) {
          throw new IllegalArgumentException(
              "expected pairs of keys and values for an OrderedDict");
        }
        put(dict, pair.getFirst(), pair.getLast());
      }
      return dict;
    }
    throw new IllegalArgumentException(
        "expected no arguments for OrderedDict, or pairs of keys and values");
  }

  /// `_rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks [, metadata])`.
  static PickleValue.View view(List<Object> arguments) {
    if (arguments.size() >= 6
        && arguments.get(0) instanceof PickleValue.Storage storage
        && arguments.get(1) instanceof Long offset
        && arguments.get(2) instanceof PickleValue.Tuple(List<Object> sizes)
        && arguments.get(3) instanceof PickleValue.Tuple(List<Object> steps)
        && sizes.size() == steps.size()
        && sizes.size() <= MAX_AXES) {
      int[] shape = new int[sizes.size()];
      long[] strides = new long[sizes.size()];
      for (int axis = 0; axis < shape.length; axis++) {
        if (!(sizes.get(axis) instanceof Long size && steps.get(axis) instanceof Long stride)
            || size < 0
            || size > Integer.MAX_VALUE
            || stride < 0) {
          throw new IllegalArgumentException(
              "expected a shape and strides of whole numbers, found (%s) and (%s)"
                  .formatted(shown(sizes.get(axis)), shown(steps.get(axis))));
        }
        shape[axis] = (int) (long) size;
        strides[axis] = stride;
      }
      return new PickleValue.View(storage, offset, shape, strides);
    }
    throw new IllegalArgumentException(
        "expected a tensor's storage, offset, shape and strides, of at most %d axes"
            .formatted(MAX_AXES));
  }

  /// A number; whatever else, which may lie in itself, by its kind.
  private static String shown(Object value) {
    return value instanceof Long ? value.toString() : "no whole number";
  }

  /// `_rebuild_parameter(tensor, requires_grad, hooks)`.
  static PickleValue.View parameter(List<Object> arguments) {
    if (!arguments.isEmpty() && arguments.getFirst() instanceof PickleValue.View view) {
      return view;
    }
    throw new IllegalArgumentException("expected a parameter's tensor");
  }

  /// `('storage', type, key, location, elements)`.
  static PickleValue.Storage storage(Object tuple) {
    if (tuple instanceof PickleValue.Tuple(List<Object> id)
        && id.size() >= 5
        && "storage".equals(id.get(0))
        && id.get(1) instanceof PickleValue.StorageType(DType dtype)
        && id.get(2) instanceof String key
        && id.get(4) instanceof Long elements) {
      return new PickleValue.Storage(dtype, key, elements);
    }
    throw new IllegalArgumentException(
        "expected a storage's type, key, location and number of elements");
  }
}
