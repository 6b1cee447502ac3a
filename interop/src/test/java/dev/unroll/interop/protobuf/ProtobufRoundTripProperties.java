package dev.unroll.interop.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.testing.Allocations;
import java.io.IOException;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What is written is read back, and arbitrary bytes are read or refused.
final class ProtobufRoundTripProperties {
  @Property
  void everyKindOfField(
      @ForAll long number,
      @ForAll float real,
      @ForAll String text,
      @ForAll byte[] bytes,
      @ForAll long[] numbers,
      @ForAll float[] reals,
      @ForAll @IntRange(min = 1, max = (1 << 29) - 1) int field)
      throws IOException {
    String valid = text.replaceAll("\\p{Cs}", "");
    ProtobufReader in =
        ProtobufReader.of(
            "file",
            new ProtobufWriter()
                .varint(field, number)
                .float32(field, real)
                .string(field, valid)
                .bytes(field, bytes)
                .message(field, new ProtobufWriter().varints(1, numbers).floats(2, reals))
                .toByteArray());
    next(in, field);
    assertEquals(number, in.varint());
    next(in, field);
    assertEquals(real, in.float32());
    next(in, field);
    assertEquals(valid, in.string());
    next(in, field);
    assertEquals(ByteBuffer.wrap(bytes), in.bytes());
    next(in, field);
    ProtobufReader inner = in.message();
    Numbers.Longs longs = new Numbers.Longs();
    Numbers.Floats floats = new Numbers.Floats();
    while (inner.next()) {
      if (inner.field() == 1) {
        inner.varints(longs);
      } else {
        inner.floats(floats);
      }
    }
    assertArrayEquals(numbers, longs.toArray());
    assertArrayEquals(reals, floats.toArray());
    assertFalse(in.next());
  }

  private static void next(ProtobufReader in, int field) throws IOException {
    assertTrue(in.next());
    assertEquals(field, in.field());
  }

  @Property(tries = 1000)
  void arbitraryBytes(@ForAll byte[] bytes) {
    long allocated = Allocations.fewestBytes(1, () -> readAll(bytes));
    assertTrue(allocated <= 300L * bytes.length + 20_000, bytes.length + " took " + allocated);
  }

  private static void readAll(byte[] bytes) {
    try {
      walk(ProtobufReader.of("file", bytes));
    } catch (MalformedFileException e) {
      assertTrue(e.getMessage().startsWith("file: "));
    }
  }

  /// Takes a field for what its number says, messages within messages.
  private static void walk(ProtobufReader in) throws MalformedFileException {
    while (in.next()) {
      switch (in.field() % 7) {
        case 0 -> in.varints(new Numbers.Longs());
        case 1 -> in.floats(new Numbers.Floats());
        case 2 -> in.doubles(new Numbers.Doubles());
        case 3 -> in.string();
        case 4 -> walk(in.message());
        case 5 -> in.varint();
        default -> {}
      }
    }
  }
}
