package dev.unroll.interop.protobuf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class ProtobufReaderTest {
  private static ProtobufReader reader(String hex) {
    return ProtobufReader.of("file", HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /// At the first field.
  private static ProtobufReader field(String hex) throws IOException {
    ProtobufReader reader = reader(hex);
    assertTrue(reader.next());
    return reader;
  }

  @FunctionalInterface
  private interface Reading {
    void run() throws IOException;
  }

  private static void refused(String message, Reading reading) {
    MalformedFileException e = assertThrows(MalformedFileException.class, reading::run);
    assertEquals("file: " + message, e.getMessage());
  }

  /// The examples of the format's own documentation.
  @Test
  void documentedExamples() throws IOException {
    assertEquals(150, field("08 96 01").varint());
    assertEquals("testing", field("12 07 74 65 73 74 69 6e 67").string());
    ProtobufReader outer = field("1a 03 08 96 01");
    assertEquals(3, outer.field());
    ProtobufReader inner = outer.message();
    assertTrue(inner.next());
    assertEquals(150, inner.varint());
    assertFalse(inner.next());
    assertFalse(outer.next());
    Numbers.Longs packed = new Numbers.Longs();
    field("32 06 03 8e 02 9e a7 05").varints(packed);
    assertArrayEquals(new long[] {3, 270, 86942}, packed.toArray());
  }

  @Test
  void negativeNumbersTakeTenBytes() throws IOException {
    assertEquals(-2, field("08 fe ff ff ff ff ff ff ff ff 01").varint());
    assertEquals(-2, field("08 fe ff ff ff ff ff ff ff ff 01").int32());
    assertEquals(-2, field("08 fe ff ff ff 0f").int32());
  }

  @Test
  void repeatedNumbersComePackedAndOneByOne() throws IOException {
    ProtobufReader in =
        reader(
            "0a 01 05  08 06  0a 02 07 08  15 00 00 80 3f  12 08 00 00 00 40 00 00"
                + " 40 40  19 00 00 00 00 00 00 f0 3f  1a 08 00 00 00 00 00 00 00 40");
    Numbers.Longs longs = new Numbers.Longs();
    Numbers.Floats floats = new Numbers.Floats();
    Numbers.Doubles doubles = new Numbers.Doubles();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> in.varints(longs);
        case 2 -> in.floats(floats);
        default -> in.doubles(doubles);
      }
    }
    assertArrayEquals(new long[] {5, 6, 7, 8}, longs.toArray());
    assertArrayEquals(new float[] {1, 2, 3}, floats.toArray());
    assertArrayEquals(new double[] {1, 2}, doubles.toArray());
    assertEquals(4, longs.count());
    assertEquals(3, floats.count());
    assertEquals(2, doubles.count());
  }

  @Test
  void unknownFieldsArePassedOver() throws IOException {
    ProtobufReader in =
        reader("08 96 01  11 01 02 03 04 05 06 07 08  1a 02 ff ff  25 01 02 03 04  28 07");
    int fields = 0;
    while (in.next()) {
      fields++;
    }
    assertEquals(5, fields);
    assertEquals(5, in.field());
  }

  @Test
  void whatIsCutOffIsRefused() {
    refused(
        "expected the rest of a number, found the end of its message",
        () -> field("08 96").varint());
    refused(
        "expected the rest of a number, found the end of its message", () -> reader("88").next());
    refused("field 1: expected 4 more bytes, found 3", () -> field("0d 00 00 00").float32());
    refused("field 1: expected 8 more bytes, found 1", () -> field("09 00").next());
    refused(
        "field 1: expected 8 more bytes, found 1",
        () -> field("09 00").doubles(new Numbers.Doubles()));
    refused(
        "field 2: expected at most the 2 bytes left, found a length of 3",
        () -> field("12 03 74 65").bytes());
    refused(
        "field 2: expected at most the 0 bytes left, found a length of 18446744073709551615",
        () -> field("12 ff ff ff ff ff ff ff ff ff 01").bytes());
    refused(
        "field 1: expected whole numbers of 4 bytes, found 5 bytes",
        () -> field("0a 05 00 00 00 00 00").floats(new Numbers.Floats()));
  }

  @Test
  void whatIsNoMessageIsRefused() {
    refused(
        "expected a number of at most ten bytes",
        () -> field("08 ff ff ff ff ff ff ff ff ff ff 01").varint());
    refused("expected a field number from 1 to 2^29 - 1, found 0", () -> reader("00").next());
    refused(
        "expected a field number from 1 to 2^29 - 1, found 536870912",
        () -> reader("80 80 80 80 10").next());
    refused("field 1: expected wire type 0, 1, 2 or 5, found 3", () -> field("0b 0c").next());
    refused("field 1: expected wire type 2, found 0", () -> field("08 01").string());
    refused("field 1: expected text in UTF-8", () -> field("0a 02 c3 28").string());
  }

  @Test
  void depthIsLimited() throws IOException {
    ProtobufWriter innermost = new ProtobufWriter().varint(1, 7);
    for (int i = 0; i < ProtobufReader.MAX_DEPTH + 1; i++) {
      innermost = new ProtobufWriter().message(1, innermost);
    }
    ProtobufReader in = ProtobufReader.of("file", innermost.toByteArray());
    for (int i = 0; i < ProtobufReader.MAX_DEPTH; i++) {
      assertTrue(in.next());
      in = in.message();
    }
    assertTrue(in.next());
    ProtobufReader deepest = in;
    refused("expected at most 100 messages within each other", deepest::message);
  }

  @Test
  void aValueIsReadOnce() throws IOException {
    ProtobufReader in = field("08 01");
    in.varint();
    assertThrows(IllegalStateException.class, in::varint);
  }
}
