package dev.unroll.interop.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpyFileTest {
  @TempDir Path directory;

  private static byte[] file(int version, String header, byte... data) {
    ByteBuffer out = ByteBuffer.allocate(12 + header.length() + data.length);
    out.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    out.put((byte) header.length()).put((byte) 0);
    if (version > 1) {
      out.put((byte) 0).put((byte) 0);
    }
    out.put(header.getBytes(StandardCharsets.ISO_8859_1)).put(data);
    return java.util.Arrays.copyOf(out.array(), out.position());
  }

  private static String header(String descr, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  private static void refused(byte[] bytes, String message) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> NpyFile.of("file", bytes));
    assertTrue(
        e.getMessage().startsWith("file: ") && e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void ordersAndVersions() throws IOException {
    byte[] bytes = {0, 1, 2, 3, 4, 5};
    long[] rows = NpyFile.of("file", file(1, header("|u1", false, "2, 3"), bytes)).longs();
    assertArrayEquals(new long[] {0, 1, 2, 3, 4, 5}, rows);
    NdArray columns = NpyFile.of("file", file(2, header("|u1", true, "2, 3"), bytes));
    assertEquals(Shape.of(2, 3), columns.shape());
    assertArrayEquals(new long[] {0, 2, 4, 1, 3, 5}, columns.longs());
    assertArrayEquals(
        new long[] {0x0001, 0x0203, 0x0405},
        NpyFile.of("file", file(3, header(">i2", false, "3,"), bytes)).longs());
    assertArrayEquals(
        new double[] {1.5},
        NpyFile.of("file", file(1, header("<f2", false, ""), (byte) 0, (byte) 0x3e)).doubles());
  }

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    NdArray[] arrays = {
      NdArray.of(Tensor.of(Shape.of(2, 3), 1, -2, 3.5f, 4, 5, Float.NaN)),
      NdArray.of(Shape.of(3), 1L << 40, -1, 0),
      NdArray.of(Shape.SCALAR, 7),
      NdArray.of(Shape.of(1, 2), 1.25, -0.0),
      NdArray.of(DType.BOOL, Shape.of(2), ByteBuffer.wrap(new byte[] {1, 0})),
      NdArray.of(DType.U16, Shape.of(0, 2), ByteBuffer.allocate(0)),
    };
    Path path = directory.resolve("x.npy");
    for (NdArray array : arrays) {
      NpyFile.write(path, array);
      assertEquals(0, (Files.size(path) - array.bytes().remaining()) % 64);
      NdArray read = NpyFile.read(path);
      assertEquals(array.toString(), read.toString());
      assertEquals(array.bytes(), read.bytes());
    }
    NdArray half =
        NdArray.of(DType.BF16, Shape.of(1), ByteBuffer.wrap(new byte[] {(byte) 0x80, 63}));
    NpyFile.write(path, half);
    assertEquals("F32 [1]", NpyFile.read(path).toString());
    assertArrayEquals(new float[] {1}, NpyFile.read(path).tensor().data());
  }

  @Test
  void whatIsNoArrayIsRefused() {
    refused(new byte[] {1, 2}, "expected a .npy file, found another beginning");
    refused(file(4, ""), "expected a .npy file of version 1.0, 2.0 or 3.0, found 4.0");
    byte[] cut = java.util.Arrays.copyOf(file(1, header("<f4", false, "1,")), 20);
    refused(cut, "expected a header of at most 10 bytes, found a length of");
    refused(file(1, "{}"), "expected a simple 'descr' in the header, found \"{}\"");
    refused(file(1, header("|O", false, "1,")), "found the type \"|O\"");
    refused(file(1, header("f4", false, "1,")), "found the type \"f4\"");
    refused(file(1, header("<f4", false, "1,"), (byte) 0), "expected 4 bytes for F32 [1], found 1");
    refused(file(1, header("<f4", false, "99999999999,")), "found a shape of");
    refused(file(1, header("<f4", false, "1,".repeat(33))), "expected at most 32 axes");
    refused(file(1, header("<f8", false, "2000000000,")), "expected 16000000000 bytes");
  }
}
