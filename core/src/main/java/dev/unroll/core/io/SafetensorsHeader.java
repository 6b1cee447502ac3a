package dev.unroll.core.io;

import dev.unroll.core.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The header of a safetensors file: a JSON object of
///
///     "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}
///
/// and, under the name `__metadata__`, an object of strings. The tensors must fill the bytes behind
/// the header from first to last without gap or overlap; the order in the header is free.
///
/// @param metadata in the order of the header
/// @param tensors by name, in the order of their data
record SafetensorsHeader(Map<String, String> metadata, Map<String, TensorInfo> tensors) {
  static final String METADATA = "__metadata__";

  /// The limit of the reference library.
  static final int MAX_LENGTH = 100_000_000;

  /// Far above any tensor's, and low enough for an error message.
  static final int MAX_RANK = 32;

  /// Parses and validates a header.
  ///
  /// @param file the name for messages
  /// @param origin where in the file the header begins
  /// @param dataLength the number of bytes behind the header
  static SafetensorsHeader parse(String file, byte[] header, int origin, long dataLength)
      throws MalformedFileException {
    if (header.length == 0 || header[0] != '{') {
      throw new JsonReader(file, "header", header, origin).expected("'{'");
    }
    JsonReader json = new JsonReader(file, "header", header, origin);
    Map<String, String> metadata = null;
    Map<String, TensorInfo> tensors = new LinkedHashMap<>();
    json.open('{');
    for (boolean first = true; json.more('}', first); first = false) {
      String name = json.name();
      if (name.equals(METADATA)) {
        if (metadata != null) {
          throw duplicate(json, name);
        }
        metadata = parseMetadata(json);
      } else if (tensors.put(name, parseTensor(file, json, name)) != null) {
        throw duplicate(json, name);
      }
    }
    json.end();
    return new SafetensorsHeader(
        Collections.unmodifiableMap(metadata == null ? new LinkedHashMap<>() : metadata),
        Collections.unmodifiableMap(inDataOrder(file, tensors, dataLength)));
  }

  private static Map<String, String> parseMetadata(JsonReader json) throws MalformedFileException {
    Map<String, String> metadata = new LinkedHashMap<>();
    json.open('{');
    for (boolean first = true; json.more('}', first); first = false) {
      String key = json.name();
      if (metadata.put(key, json.string()) != null) {
        throw duplicate(json, key);
      }
    }
    return metadata;
  }

  private static TensorInfo parseTensor(String file, JsonReader json, String name)
      throws MalformedFileException {
    DType dtype = null;
    long[] shape = null;
    long[] offsets = null;
    json.open('{');
    for (boolean first = true; json.more('}', first); first = false) {
      String key = json.name();
      switch (key) {
        case "dtype" -> {
          refuseSecond(json, key, dtype);
          dtype = parseDType(json);
        }
        case "shape" -> {
          refuseSecond(json, key, shape);
          shape = parseNumbers(json, MAX_RANK);
        }
        case "data_offsets" -> {
          refuseSecond(json, key, offsets);
          offsets = parseNumbers(json, 2);
        }
        default ->
            throw json.malformed(
                "expected \"dtype\", \"shape\" or \"data_offsets\", found "
                    + MalformedFileException.quote(key));
      }
    }
    if (dtype == null || shape == null || offsets == null || offsets.length != 2) {
      throw json.malformed(
          "expected tensor %s to have a dtype, a shape and two data offsets"
              .formatted(MalformedFileException.quote(name)));
    }
    return validate(file, name, dtype, shape, offsets[0], offsets[1]);
  }

  private static DType parseDType(JsonReader json) throws MalformedFileException {
    String name = json.string();
    DType dtype = DType.named(name);
    if (dtype == null) {
      throw json.malformed("expected a known dtype, found " + MalformedFileException.quote(name));
    }
    return dtype;
  }

  private static long[] parseNumbers(JsonReader json, int limit) throws MalformedFileException {
    long[] numbers = new long[limit];
    int count = 0;
    json.open('[');
    while (json.more(']', count == 0)) {
      if (count == limit) {
        throw json.malformed("expected at most %d numbers, found more".formatted(limit));
      }
      numbers[count++] = json.wholeNumber();
    }
    return Arrays.copyOf(numbers, count);
  }

  /// Checks that the shape is one that a tensor can have and that it fills its bytes exactly.
  private static TensorInfo validate(
      String file, String name, DType dtype, long[] extents, long begin, long end)
      throws MalformedFileException {
    int[] dimensions = new int[extents.length];
    boolean fits = true;
    for (int axis = 0; axis < extents.length; axis++) {
      dimensions[axis] = (int) extents[axis];
      fits &= dimensions[axis] == extents[axis];
    }
    Shape shape = null;
    if (fits) {
      try {
        shape = Shape.of(dimensions);
      } catch (IllegalArgumentException e) {
        fits = false;
      }
    }
    if (!fits) {
      throw new MalformedFileException(
          file,
          "tensor %s: expected fewer than 2^31 - 64 elements, found a shape of %s"
              .formatted(MalformedFileException.quote(name), Arrays.toString(extents)));
    }
    // Fewer than 2^31 elements of at most 64 bits: no overflow.
    long bits = (long) shape.elements() * dtype.bits();
    if (end < begin || bits % 8 != 0 || end - begin != bits / 8) {
      throw new MalformedFileException(
          file,
          "tensor %s: expected %s bytes for %s %s, found data offsets [%d, %d]"
              .formatted(
                  MalformedFileException.quote(name),
                  bits % 8 == 0 ? Long.toString(bits / 8) : "whole",
                  dtype,
                  shape,
                  begin,
                  end));
    }
    return new TensorInfo(name, dtype, shape, begin, end);
  }

  /// The tensors by ascending offset, checked to fill the data from first to last.
  private static Map<String, TensorInfo> inDataOrder(
      String file, Map<String, TensorInfo> tensors, long dataLength) throws MalformedFileException {
    List<TensorInfo> ordered = new ArrayList<>(tensors.values());
    ordered.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
    Map<String, TensorInfo> result = new LinkedHashMap<>();
    long position = 0;
    for (TensorInfo tensor : ordered) {
      if (tensor.begin() != position) {
        throw new MalformedFileException(
            file,
            "tensor %s: expected data from offset %d on, where those before end, found %d"
                .formatted(MalformedFileException.quote(tensor.name()), position, tensor.begin()));
      }
      position = tensor.end();
      result.put(tensor.name(), tensor);
    }
    if (position != dataLength) {
      throw new MalformedFileException(
          file,
          "expected %d bytes of tensor data behind the header, found %d"
              .formatted(position, dataLength));
    }
    return result;
  }

  private static void refuseSecond(JsonReader json, String key, Object value)
      throws MalformedFileException {
    if (value != null) {
      throw duplicate(json, key);
    }
  }

  private static MalformedFileException duplicate(JsonReader json, String name) {
    return json.malformed(
        "expected each name once, found a second " + MalformedFileException.quote(name));
  }
}
