package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

final class SafetensorsFileTest {
  @TempDir Path directory;

  private static SafetensorsFile of(String header, int dataBytes) throws IOException {
    return SafetensorsFile.of("file", MalformedFiles.file(header, dataBytes));
  }

  private static void refused(String message, Executable reading) {
    assertEquals(message, assertThrows(MalformedFileException.class, reading).getMessage());
  }

  @Test
  void readsAFileFromDisk() throws IOException {
    Path path = directory.resolve("model.safetensors");
    new SafetensorsWriter()
        .metadata("epoch", "3")
        .add("w", Tensor.of(Shape.of(2, 2), 1, 2, 3, 4))
        .add("ids", Shape.of(2), new int[] {-1, 7})
        .write(path);
    Tensor w;
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      assertEquals("3", file.metadata().get("epoch"));
      assertEquals(DType.F32, file.dtype("w"));
      assertEquals(Shape.of(2), file.shape("ids"));
      assertArrayEquals(new long[] {-1, 7}, file.longs("ids"));
      w = file.tensor("w");
      assertThrows(UnsupportedOperationException.class, () -> file.metadata().clear());
      assertThrows(UnsupportedOperationException.class, () -> file.names().clear());
    }
    assertArrayEquals(new float[] {1, 2, 3, 4}, w.toArray());
  }

  @Test
  void readsOverATensor() throws IOException {
    SafetensorsFile file =
        of("{\"x\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4);
    Tensor destination = Tensor.zeros(4);
    file.read("x", destination.slice(1, 3));
    float first = Float.intBitsToFloat(0x01000000);
    float second = Float.intBitsToFloat(0x03020000);
    assertArrayEquals(new float[] {0, first, second, 0}, destination.toArray());
    refused("file: tensor \"x\": expected shape [4], found [2]", () -> file.read("x", destination));
  }

  @Test
  void everyHalfWidensExactly() throws IOException {
    String header = "{\"x\":{\"dtype\":\"%s\",\"shape\":[65536],\"data_offsets\":[0,131072]}}";
    for (DType dtype : new DType[] {DType.F16, DType.BF16}) {
      byte[] bytes = MalformedFiles.file(header.formatted(dtype), 131072);
      for (int i = 0; i < 65536; i++) {
        bytes[bytes.length - 131072 + 2 * i] = (byte) i;
        bytes[bytes.length - 131072 + 2 * i + 1] = (byte) (i >> 8);
      }
      SafetensorsFile file = SafetensorsFile.of("file", bytes);
      float[] floats = file.tensor("x").data();
      double[] doubles = file.doubles("x");
      for (int i = 0; i < 65536; i++) {
        double wanted = dtype == DType.F16 ? binary(i, 5, 10) : binary(i, 8, 7);
        assertEquals(wanted, floats[i], "bits " + i);
        assertEquals(wanted, doubles[i], "bits " + i);
      }
    }
  }

  /// The value of a 16-bit floating-point number, from the definition in IEEE 754.
  private static double binary(int bits, int exponentBits, int mantissaBits) {
    int bias = (1 << exponentBits - 1) - 1;
    int exponent = bits >> mantissaBits & (1 << exponentBits) - 1;
    double fraction = (bits & (1 << mantissaBits) - 1) / (double) (1 << mantissaBits);
    double magnitude;
    if (exponent == (1 << exponentBits) - 1) {
      magnitude = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
    } else if (exponent == 0) {
      magnitude = fraction * Math.pow(2, 1 - bias);
    } else {
      magnitude = (1 + fraction) * Math.pow(2, exponent - bias);
    }
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void typesAreNotConvertedSilently() throws IOException {
    SafetensorsFile file =
        of(
            "{\"d\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[8,16]},"
                + "\"u\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[16,17]},"
                + "\"q\":{\"dtype\":\"F4\",\"shape\":[2,3],\"data_offsets\":[17,20]}}",
            20);
    String floats = ": expected floats of F32, BF16 or F16, found ";
    refused("file: tensor \"d\"" + floats + "F64", () -> file.tensor("d"));
    refused("file: tensor \"i\"" + floats + "I64", () -> file.tensor("i"));
    refused("file: tensor \"u\"" + floats + "U8", () -> file.tensor("u"));
    refused("file: tensor \"q\"" + floats + "F4", () -> file.tensor("q"));
    String integers = ": expected integers, found ";
    refused("file: tensor \"d\"" + integers + "F64", () -> file.longs("d"));
    refused("file: tensor \"q\"" + integers + "F4", () -> file.ints("q"));
    refused(
        "file: tensor \"i\": expected integers of 32 bits, found " + 0x0f0e0d0c0b0a0908L,
        () -> file.ints("i"));
    refused("file: expected a tensor \"x\", found 4 others", () -> file.shape("x"));
    assertThrows(MalformedFileException.class, () -> file.doubles("q"));
    assertEquals(1, file.doubles("d").length);
    assertEquals(Shape.of(2, 3), file.shape("q"));
  }

  @Test
  void integersOfEveryWidth() throws IOException {
    String[] dtypes = {"I8", "U8", "BOOL", "I16", "U16", "I32", "U32", "I64", "U64"};
    int[] sizes = {1, 1, 1, 2, 2, 4, 4, 8, 8};
    StringBuilder header = new StringBuilder("{");
    int offset = 0;
    for (int i = 0; i < dtypes.length; i++) {
      int end = offset + 2 * sizes[i];
      header.append(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":[2],\"data_offsets\":[%d,%d]},"
              .formatted(dtypes[i], dtypes[i], offset, end));
      offset = end;
    }
    header.setCharAt(header.length() - 1, '}');
    byte[] bytes = MalformedFiles.file(header.toString(), offset);
    Arrays.fill(bytes, bytes.length - offset, bytes.length, (byte) -2);
    for (int i = 0; i < 8; i++) {
      bytes[bytes.length - 1 - i] = (byte) (i == 0 ? 0x7F : 0xFF);
      bytes[bytes.length - 9 - i] = (byte) (i == 7 ? 1 : 0);
    }
    SafetensorsFile file = SafetensorsFile.of("file", bytes);
    assertArrayEquals(new long[] {-2, -2}, file.longs("I8"));
    assertArrayEquals(new long[] {254, 254}, file.longs("U8"));
    assertArrayEquals(new long[] {254, 254}, file.longs("BOOL"));
    assertArrayEquals(new long[] {-258, -258}, file.longs("I16"));
    assertArrayEquals(new long[] {0xFEFE, 0xFEFE}, file.longs("U16"));
    assertArrayEquals(new long[] {0xFFFFFFFFFEFEFEFEL, 0xFFFFFFFFFEFEFEFEL}, file.longs("I32"));
    assertArrayEquals(new long[] {0xFEFEFEFEL, 0xFEFEFEFEL}, file.longs("U32"));
    assertArrayEquals(new long[] {0xFEFEFEFEFEFEFEFEL, 0xFEFEFEFEFEFEFEFEL}, file.longs("I64"));
    assertArrayEquals(new long[] {1, Long.MAX_VALUE}, file.longs("U64"));
    assertArrayEquals(new byte[] {-2, -2}, file.bytes("U8"));
    assertEquals(16, file.bytes("I64").length);
    bytes[bytes.length - 1] = -1;
    refused(
        "file: tensor \"U64\": expected integers below 2^63, found 18446744073709551615",
        () -> SafetensorsFile.of("file", bytes).longs("U64"));
  }

  @Test
  void theHeaderMayListTensorsInAnyOrder() throws IOException {
    SafetensorsFile file =
        of(
            "{ \"b\" : { \"shape\" : [ 1 ] , \"data_offsets\" : [ 4 , 8 ] , \"dtype\" : \"F32\""
                + " } ,\n\t\"a\": {\"data_offsets\":[0,4],\"dtype\":\"F32\",\"shape\":[1]},\r\n"
                + "\"none\":{\"dtype\":\"F32\",\"shape\":[0,5],\"data_offsets\":[4,4]}}  \n ",
            8);
    assertEquals(List.of("a", "none", "b"), List.copyOf(file.names().stream().toList()));
    assertEquals(0, file.tensor("none").toArray().length);
  }

  @Test
  void stringsMayBeEscaped() throws IOException {
    String key = "\\u0041\\ud83d\\uDE00\\\"\\\\\\/\\b\\f\\n\\r\\t";
    SafetensorsFile file = of("{\"__metadata__\":{\"" + key + "\":\"\\u0000é😀\"}}", 0);
    assertEquals("\0é😀", file.metadata().get("A😀\"\\/\b\f\n\r\t"));
  }

  @Test
  void aFileThatIsNoneIsNamed() throws IOException {
    Path missing = directory.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> SafetensorsFile.open(missing));
    refused(
        directory + ": expected a safetensors file, found a directory",
        () -> SafetensorsFile.open(directory));
    Path empty = Files.createFile(directory.resolve("empty"));
    refused(
        empty + ": expected a safetensors file of at least 8 bytes, found 0",
        () -> SafetensorsFile.open(empty));
  }

  @Test
  void anInterruptedReaderClosesTheFileForNobody() throws Exception {
    Path path = directory.resolve("shared.safetensors");
    Tensor w = Tensor.zeros(1 << 16);
    w.fill(3);
    new SafetensorsWriter().add("w", w).write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      Thread.currentThread().interrupt();
      assertArrayEquals(w.toArray(), file.tensor("w").toArray());
      assertTrue(Thread.interrupted());
      assertArrayEquals(w.toArray(), file.tensor("w").toArray());
    }
  }

  @Test
  void manyThreadsReadAtOnce() throws Exception {
    Path path = directory.resolve("shared.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int i = 0; i < 8; i++) {
      Tensor each = Tensor.zeros(50_000 + i);
      each.fill(i);
      writer.add("t" + i, each);
    }
    writer.write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      List<Integer> wrong =
          IntStream.range(0, 64)
              .parallel()
              .filter(
                  i -> {
                    try {
                      for (float each : file.tensor("t" + i % 8).data()) {
                        if (each != i % 8) {
                          return true;
                        }
                      }
                      return false;
                    } catch (IOException failure) {
                      return true;
                    }
                  })
              .boxed()
              .toList();
      assertEquals(List.of(), wrong);
    }
  }

  @Test
  void aFileThatShrinksWhileOpenIsNoticed() throws IOException {
    Path path = directory.resolve("shrinking");
    new SafetensorsWriter().add("x", Tensor.zeros(100)).write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() - 1);
      }
      MalformedFileException e = assertThrows(MalformedFileException.class, () -> file.tensor("x"));
      assertTrue(e.getMessage().endsWith("the file changed while it was open"), e.getMessage());
    }
  }

  @Test
  void namesFromAFileCannotBreakAMessage() {
    String quoted = MalformedFileException.quote("a\n\u001b[31m\u202e\"\\é" + "x".repeat(200));
    assertTrue(quoted.startsWith("\"a\\u000a\\u001b[31m\\u202e\\\"\\\\éxxx"), quoted);
    assertTrue(quoted.endsWith("x…\"") && quoted.length() < 120, quoted);
    assertFalse(quoted.chars().anyMatch(Character::isISOControl));
  }
}
