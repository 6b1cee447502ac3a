package dev.unroll.interop.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.DType;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

final class NdArrayTest {
  private static NdArray of(DType dtype, int... bytes) {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return NdArray.of(dtype, Shape.of(data.length * 8 / dtype.bits()), ByteBuffer.wrap(data));
  }

  @Test
  void floatsWidenExactly() {
    assertArrayEquals(new double[] {1.5, -2}, of(DType.F16, 0, 0x3e, 0, 0xc0).doubles());
    assertArrayEquals(new float[] {1, -2}, of(DType.BF16, 0x80, 0x3f, 0, 0xc0).tensor().data());
    NdArray third = NdArray.of(Shape.of(1), 1.0 / 3);
    assertArrayEquals(new float[] {1 / 3f}, third.tensor().data());
    assertArrayEquals(new double[] {1.0 / 3}, third.doubles());
  }

  @Test
  void integersKeepTheirSigns() {
    assertArrayEquals(new long[] {-1, 1}, of(DType.I8, 0xff, 1).longs());
    assertArrayEquals(new long[] {255, 1}, of(DType.U8, 0xff, 1).longs());
    assertArrayEquals(new long[] {0, 1, 1}, of(DType.BOOL, 0, 1, 7).longs());
    assertArrayEquals(new long[] {-2}, of(DType.I16, 0xfe, 0xff).longs());
    assertArrayEquals(new long[] {0xfffe}, of(DType.U16, 0xfe, 0xff).longs());
    assertArrayEquals(new long[] {0xfffffffeL}, of(DType.U32, 0xfe, 0xff, 0xff, 0xff).longs());
    assertArrayEquals(new int[] {-2}, of(DType.I32, 0xfe, 0xff, 0xff, 0xff).ints());
    NdArray huge = of(DType.U64, 0, 0, 0, 0, 0, 0, 0, 0x80);
    assertArrayEquals(new double[] {0x1p63}, huge.doubles());
    assertArrayEquals(new float[] {0x1p63f}, huge.tensor().data());
    assertThrows(IllegalArgumentException.class, huge::longs);
    assertThrows(IllegalArgumentException.class, () -> NdArray.of(Shape.of(1), 1L << 31).ints());
    assertThrows(IllegalArgumentException.class, () -> NdArray.of(Shape.of(1), 1.0).longs());
  }

  @Test
  void bytesMustBeTheShapes() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NdArray.of(DType.F32, Shape.of(2), ByteBuffer.allocate(7)));
    assertEquals("an array of F32 [2] has 8 bytes, got 7", e.getMessage());
    e =
        assertThrows(
            IllegalArgumentException.class,
            () -> NdArray.of(DType.F4, Shape.of(2), ByteBuffer.allocate(1)));
    assertEquals("expected floats of 16 to 64 bits, integers or booleans, got F4", e.getMessage());
  }

  @Test
  void otherShapes() {
    NdArray array = NdArray.of(Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6));
    assertEquals(Shape.of(3, 2), array.reshape(Shape.of(3, 2)).shape());
    assertThrows(IllegalArgumentException.class, () -> array.reshape(Shape.of(5)));
  }
}
