package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.core.testing.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class RoundTripProperties {
  /// The number of bytes of the buffer through which reader and writer go.
  private static final int BUFFER = 1 << 16;

  static byte[] bytes(SafetensorsWriter writer) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static SafetensorsFile reread(SafetensorsWriter writer) throws IOException {
    return SafetensorsFile.of("memory", bytes(writer));
  }

  /// Text with everything that JSON escapes, every plane of Unicode, and no lone surrogate.
  @Provide
  Arbitrary<String> text() {
    return Arbitraries.oneOf(
            Arbitraries.chars().range('\0', '\u00ff').map(String::valueOf),
            Arbitraries.of("\"", "\\", "/", "\b", "\f", "\n", "\r", "\t", "\u007f", "\u2028"),
            Arbitraries.integers()
                .between(0x100, 0x10ffff)
                .filter(c -> c < 0xd800 || c > 0xdfff)
                .map(Character::toString))
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts))
        .filter(text -> !text.equals(SafetensorsHeader.METADATA));
  }

  /// Adds a tensor of one of the four types, with random bits, and gives back what checks it.
  private static Check add(SafetensorsWriter writer, String name, RandomStream random) {
    Shape shape =
        switch (random.nextInt(4)) {
          case 0 -> Shape.SCALAR;
          case 1 -> Shape.of(random.nextInt(5));
          case 2 -> Shape.of(random.nextInt(4), 1 + random.nextInt(7));
          default -> Shape.of(2, 3, 1 + random.nextInt(3), 1);
        };
    int n = shape.elements();
    long[] bits = new long[n];
    Arrays.setAll(bits, i -> random.nextLong());
    switch (random.nextInt(4)) {
      case 0 -> {
        float[] values = new float[n + 3];
        for (int i = 0; i < n; i++) {
          values[i + 3] = Float.intBitsToFloat((int) bits[i]);
        }
        Tensor tensor = Tensor.wrap(values, 3, shape);
        writer.add(name, tensor);
        return file -> {
          assertEquals(shape, file.tensor(name).shape());
          assertArrayEquals(intBits(tensor), intBits(file.tensor(name)));
        };
      }
      case 1 -> {
        double[] values = Arrays.stream(bits).mapToDouble(Double::longBitsToDouble).toArray();
        writer.add(name, shape, values);
        return file -> {
          long[] got =
              Arrays.stream(file.doubles(name)).mapToLong(Double::doubleToRawLongBits).toArray();
          assertArrayEquals(
              Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray(), got);
        };
      }
      case 2 -> {
        writer.add(name, shape, bits);
        return file -> assertArrayEquals(bits, file.longs(name));
      }
      default -> {
        int[] values = Arrays.stream(bits).mapToInt(b -> (int) b).toArray();
        writer.add(name, shape, values);
        return file -> {
          assertEquals(DType.I32, file.dtype(name));
          assertEquals(shape, file.shape(name));
          assertArrayEquals(values, file.ints(name));
        };
      }
    }
  }

  private static int[] intBits(Tensor tensor) {
    int[] bits = new int[tensor.shape().elements()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(tensor.data()[tensor.offset() + i]));
    return bits;
  }

  private interface Check {
    void of(SafetensorsFile file) throws IOException;
  }

  @Property
  void whatIsWrittenIsRead(
      @ForAll @Size(max = 6) Set<@From("text") String> names,
      @ForAll @Size(max = 6) Map<@From("text") String, @From("text") String> metadata,
      @ForAll long seed)
      throws IOException {
    RandomStream random = new RandomStream(seed);
    SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
    List<Check> checks = new ArrayList<>();
    for (String name : names) {
      checks.add(add(writer, name, random));
    }
    SafetensorsFile file = reread(writer);
    assertEquals(names, file.names());
    assertEquals(new ArrayList<>(metadata.entrySet()), List.copyOf(file.metadata().entrySet()));
    for (Check check : checks) {
      check.of(file);
    }
  }

  @Property
  void theOrderOfAddingLeavesNoTrace(
      @ForAll @Size(min = 2, max = 6) Set<@From("text") String> names, @ForAll long seed)
      throws IOException {
    List<String> order = new ArrayList<>(names);
    byte[][] written = new byte[2][];
    for (int round = 0; round < 2; round++) {
      SafetensorsWriter writer = new SafetensorsWriter();
      for (String name : order) {
        add(writer, name, new RandomStream(seed + name.hashCode()));
      }
      written[round] = bytes(writer);
      order = order.reversed();
    }
    assertArrayEquals(written[0], written[1]);
  }

  /// The files come from the reference library: written again, they must be the same byte for byte.
  @Example
  void goldenFilesAreRewrittenByteForByte() throws IOException {
    for (String name : Golden.names()) {
      byte[] original = Golden.bytes(name + ".safetensors");
      SafetensorsFile file = SafetensorsFile.of(name, original);
      SafetensorsWriter writer = new SafetensorsWriter().metadata(file.metadata());
      for (String tensor : file.names()) {
        Shape shape = file.shape(tensor);
        switch (file.dtype(tensor)) {
          case F32 -> writer.add(tensor, file.tensor(tensor));
          case F64 -> writer.add(tensor, shape, file.doubles(tensor));
          case I64 -> writer.add(tensor, shape, file.longs(tensor));
          case I32 -> writer.add(tensor, shape, file.ints(tensor));
          default -> throw new AssertionError(file.dtype(tensor));
        }
      }
      assertArrayEquals(original, bytes(writer), name);
    }
  }

  /// Written by the reference library, from its own tests.
  @Example
  void smallFilesAreThoseOfTheReferenceLibrary() throws IOException {
    assertEquals("{}      ", header(bytes(new SafetensorsWriter())));
    assertEquals(
        "{\"__metadata__\":{\"framework\":\"pt\"}}     ",
        header(bytes(new SafetensorsWriter().metadata("framework", "pt"))));
    Tensor tensor = Tensor.of(Shape.of(1, 1, 2, 3), 0, 1, 2, 3, 4, 5);
    assertEquals(
        "{\"attn0\":{\"dtype\":\"F32\",\"shape\":[1,1,2,3],\"data_offsets\":[0,24]}}       ",
        header(bytes(new SafetensorsWriter().add("attn0", tensor))));
  }

  private static String header(byte[] file) {
    return new String(file, 8, file[0], StandardCharsets.UTF_8);
  }

  /// Lengths around the buffer's, where chunks begin and end.
  @Property(tries = 20)
  void longTensorsGoThroughTheBufferInChunks(
      @ForAll @IntRange(min = 1, max = 3) int buffers,
      @ForAll @IntRange(min = -1, max = 1) int beside)
      throws IOException {
    int floats = buffers * BUFFER / Float.BYTES + beside;
    int doubles = buffers * BUFFER / Double.BYTES + beside;
    Tensor values = Tensor.zeros(floats);
    for (int i = 0; i < floats; i++) {
      values.data()[i] = i;
    }
    double[] wide = new double[doubles];
    Arrays.setAll(wide, i -> -i);
    long[] ids = new long[doubles];
    Arrays.setAll(ids, i -> i * 1L << 20);
    SafetensorsFile file =
        reread(
            new SafetensorsWriter()
                .add("floats", values)
                .add("doubles", Shape.of(doubles), wide)
                .add("ids", Shape.of(doubles), ids));
    assertArrayEquals(values.data(), file.tensor("floats").data());
    assertArrayEquals(wide, file.doubles("doubles"));
    assertArrayEquals(ids, file.longs("ids"));
  }

  @Example
  void writingAndReadingTakeNoMoreMemoryThanABuffer() throws Exception {
    Tensor large = Tensor.zeros(1 << 20);
    SafetensorsWriter writer = new SafetensorsWriter().add("x", large);
    Path file = Files.createTempFile("large", ".safetensors");
    try {
      long writing = Allocations.fewestBytes(2, unchecked(() -> writer.write(file)));
      assertTrue(writing < 2 * BUFFER, "writing allocated " + writing);
      try (SafetensorsFile opened = SafetensorsFile.open(file)) {
        long reading = Allocations.fewestBytes(2, unchecked(() -> opened.read("x", large)));
        assertTrue(reading < 2 * BUFFER, "reading allocated " + reading);
      }
    } finally {
      Files.delete(file);
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static Runnable unchecked(Action action) {
    return () -> {
      try {
        action.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  @Example
  void whatNoReaderWouldAcceptIsNotWritten() {
    SafetensorsWriter writer =
        new SafetensorsWriter().add("x", Tensor.scalar(1)).metadata("key", "value");
    for (Runnable wrong :
        new Runnable[] {
          () -> writer.add("x", Tensor.scalar(2)),
          () -> writer.add("__metadata__", Tensor.scalar(2)),
          () -> writer.add("\ud800", Tensor.scalar(2)),
          () -> writer.add("y", Shape.of(2), new double[3]),
          () -> writer.add("y", Shape.of(2), new long[1]),
          () -> writer.add("y", Shape.of(2), new int[0]),
          () -> writer.add("y", Tensor.scalar(1).reshape(Shape.of(ones(33)))),
          () -> writer.metadata("key", "other"),
          () -> writer.metadata("lone", "\udc00")
        }) {
      assertThrows(IllegalArgumentException.class, wrong::run);
    }
  }

  private static int[] ones(int rank) {
    int[] dimensions = new int[rank];
    Arrays.fill(dimensions, 1);
    return dimensions;
  }
}
