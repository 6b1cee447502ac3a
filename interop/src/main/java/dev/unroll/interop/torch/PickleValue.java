package dev.unroll.interop.torch;

import dev.unroll.core.io.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a pickle can hold besides strings, numbers ([Long], [Double], [Boolean]), lists and null (None).
sealed interface PickleValue {
  /// A name of the allow-list, not yet called.
  enum Global implements PickleValue {
    ORDERED_DICT,
    REBUILD_TENSOR,
    REBUILD_PARAMETER
  }

  /// The name of a kind of storage.
  record StorageType(DType dtype) implements PickleValue {}

  /// Elements of one type in an entry of the archive.
  record Storage(DType dtype, String key, long elements) implements PickleValue {}

  /// A view on a storage; offset and strides count elements.
  record View(Storage storage, long offset, int[] shape, long[] strides) implements PickleValue {}

  /// A tuple.
  record Tuple(List<Object> elements) implements PickleValue {}

  /// A dictionary, whose map is made with the first member: a byte of a file can make an empty one.
  final class Dict implements PickleValue {
    private final boolean ordered;
    private Map<String, Object> members = Map.of();

    Dict(boolean ordered) {
      this.ordered = ordered;
    }

    /// Whether it is an OrderedDict.
    boolean isOrdered() {
      return ordered;
    }

    Map<String, Object> members() {
      return members;
    }

    void put(String name, Object value) {
      if (members.isEmpty()) {
        members = new LinkedHashMap<>();
      }
      members.put(name, value);
    }
  }
}
