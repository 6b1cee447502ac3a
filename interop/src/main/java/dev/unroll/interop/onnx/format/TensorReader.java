package dev.unroll.interop.onnx.format;

import static dev.unroll.core.io.MalformedFileException.quote;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.protobuf.Numbers;
import dev.unroll.interop.protobuf.ProtobufReader;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads a tensor: its elements lie in `raw_data`, little-endian, or in a field for their type.
final class TensorReader {
  private static final int MAX_RANK = 32;

  private final ProtobufReader in;
  private final Numbers.Longs dims = new Numbers.Longs();
  private String name = "";
  private long code;
  private ByteBuffer raw;

  /// Elements from a field of whole numbers, which also hold the bits of 16-bit floats.
  private Numbers.Longs wholes;

  private Numbers.Floats reals;
  private Numbers.Doubles doubles;
  private boolean strings;
  private boolean external;
  private final Map<String, String> place = new LinkedHashMap<>();

  private TensorReader(ProtobufReader in) {
    this.in = in;
  }

  static TensorData read(ProtobufReader in) throws MalformedFileException {
    TensorReader reader = new TensorReader(in);
    reader.fields();
    return reader.tensor();
  }

  private void fields() throws MalformedFileException {
    while (in.next()) {
      switch (in.field()) {
        case 1 -> in.varints(dims);
        case 2 -> code = in.varint();
        case 4 -> {
          reals = reals == null ? new Numbers.Floats() : reals;
          in.floats(reals);
        }
        case 5, 7, 11 -> {
          wholes = wholes == null ? new Numbers.Longs() : wholes;
          in.varints(wholes);
        }
        case 6 -> strings = true;
        case 8 -> name = in.string();
        case 9 -> raw = in.bytes();
        case 10 -> {
          doubles = doubles == null ? new Numbers.Doubles() : doubles;
          in.doubles(doubles);
        }
        case 13 -> ModelReader.entry(in.message(), place);
        case 14 -> external = in.varint() == 1;
        default -> {}
      }
    }
  }

  private TensorData tensor() throws MalformedFileException {
    if (external) {
      throw malformed(
          "its data lie in another file, %s, which is not read: save the model in one file"
              .formatted(quote(place.getOrDefault("location", ""))));
    }
    ElementType type = ElementType.of(code);
    if (type == null || strings) {
      throw malformed(
          "elements of type %s are not supported"
              .formatted(strings ? "string" : ElementType.nameOf(code)));
    }
    Shape shape = shape();
    int elements = shape.elements();
    if (raw != null) {
      requireCount((long) elements * type.bytes(), raw.remaining(), "bytes");
      return type.isReal()
          ? new TensorData(name, type, shape, rawFloats(type, elements), null)
          : new TensorData(name, type, shape, null, rawLongs(type, elements));
    }
    return switch (type) {
      case FLOAT -> {
        float[] values = reals == null ? new float[0] : reals.toArray();
        requireCount(elements, values.length, "elements");
        yield new TensorData(name, type, shape, values, null);
      }
      case DOUBLE -> {
        double[] values = doubles == null ? new double[0] : doubles.toArray();
        requireCount(elements, values.length, "elements");
        float[] rounded = new float[elements];
        for (int i = 0; i < elements; i++) {
          rounded[i] = (float) values[i];
        }
        yield new TensorData(name, type, shape, rounded, null);
      }
      case FLOAT16, BFLOAT16 -> {
        long[] bits = wholes(elements);
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
          values[i] = half(type, (short) bits[i]);
        }
        yield new TensorData(name, type, shape, values, null);
      }
      default -> {
        long[] values = wholes(elements);
        for (int i = 0; i < elements; i++) {
          values[i] = type.wrap(values[i]);
        }
        yield new TensorData(name, type, shape, null, values);
      }
    };
  }

  private long[] wholes(int elements) throws MalformedFileException {
    long[] values = wholes == null ? new long[0] : wholes.toArray();
    requireCount(elements, values.length, "elements");
    return values;
  }

  private Shape shape() throws MalformedFileException {
    long[] extents = dims.toArray();
    int[] result = new int[Math.min(extents.length, MAX_RANK)];
    for (int axis = 0; axis < result.length; axis++) {
      result[axis] = (int) extents[axis];
      if (extents.length > MAX_RANK || result[axis] != extents[axis] || result[axis] < 0) {
        throw malformed(
            "expected at most %d extents of 0 or more, found %s"
                .formatted(MAX_RANK, Arrays.toString(Arrays.copyOf(extents, result.length))));
      }
    }
    try {
      return Shape.of(result);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
  }

  private void requireCount(long expected, int found, String what) throws MalformedFileException {
    if (expected != found) {
      throw malformed(
          "a shape of %s takes %d %s, found %d"
              .formatted(Arrays.toString(dims.toArray()), expected, what, found));
    }
  }

  private MalformedFileException malformed(String problem) {
    return in.malformed("tensor %s: %s".formatted(quote(name), problem));
  }

  private static float half(ElementType type, short bits) {
    return type == ElementType.FLOAT16
        ? Float.float16ToFloat(bits)
        : Float.intBitsToFloat(bits << 16);
  }

  private float[] rawFloats(ElementType type, int elements) {
    float[] values = new float[elements];
    switch (type) {
      case FLOAT -> raw.asFloatBuffer().get(values);
      case DOUBLE -> {
        for (int i = 0; i < elements; i++) {
          values[i] = (float) raw.getDouble();
        }
      }
      default -> {
        for (int i = 0; i < elements; i++) {
          values[i] = half(type, raw.getShort());
        }
      }
    }
    return values;
  }

  private long[] rawLongs(ElementType type, int elements) {
    long[] values = new long[elements];
    for (int i = 0; i < elements; i++) {
      values[i] =
          type.wrap(
              switch (type.bytes()) {
                case 1 -> raw.get();
                case 2 -> raw.getShort();
                case 4 -> raw.getInt();
                default -> raw.getLong();
              });
    }
    return values;
  }
}
