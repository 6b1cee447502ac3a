package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.testing.Allocations;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class MalformedHeaderTest {
  private static final String F32 = "{\"x\":{\"dtype\":\"F32\",";

  private static String refusal(byte[] bytes) {
    String message =
        assertThrows(MalformedFileException.class, () -> MalformedFiles.readInFull(bytes))
            .getMessage();
    assertTrue(message.startsWith("file: "), message);
    assertFalse(message.chars().anyMatch(Character::isISOControl), message);
    return message.substring("file: ".length());
  }

  /// With 8 bytes of data behind the header.
  private static void refused(String header, String message) {
    assertEquals(message, refusal(MalformedFiles.file(header, 8)), header);
  }

  private static String x(String dtype, String shape, String offsets) {
    return "\"x\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":%s}"
        .formatted(dtype, shape, offsets);
  }

  @Test
  void syntax() {
    refused("", "header, byte 8: expected '{', found the end of the header");
    refused(" {}", "header, byte 8: expected '{', found byte 0x20");
    refused("[]", "header, byte 8: expected '{', found '['");
    refused("\"x\"", "header, byte 8: expected '{', found '\"'");
    refused("{", "header, byte 9: expected a string, found the end of the header");
    refused("{}x", "header, byte 10: expected nothing more than padding, found 'x'");
    refused("{x", "header, byte 9: expected a string, found 'x'");
    refused("{\"x", "header, byte 11: expected the end of a string, found the end of the header");
    refused("{\"x\"", "header, byte 12: expected ':', found the end of the header");
    refused("{\"x\":1}", "header, byte 13: expected '{', found '1'");
    refused("{" + x("F32", "[2]", "[0,8]") + ",}", "header, byte 62: expected a string, found '}'");
    refused(F32 + "\"shape\":[2 2]", "header, byte 39: expected ',' or ']', found '2'");
    refused(
        F32 + "\"shape\":[2,]", "header, byte 39: expected a whole number of 0 or more, found ']'");
  }

  @Test
  void numbers() {
    String negative = "header, byte 37: expected a whole number of 0 or more, found ";
    refused(F32 + "\"shape\":[-2]", negative + "'-'");
    refused(F32 + "\"shape\":[\"2\"]", negative + "'\"'");
    refused(F32 + "\"shape\":[[2]]", negative + "'['");
    refused(F32 + "\"shape\":[2.0]", "header, byte 38: expected a whole number, found '.'");
    refused(F32 + "\"shape\":[2e0]", "header, byte 38: expected a whole number, found 'e'");
    refused(F32 + "\"shape\":[02]", "header, byte 39: expected a number without leading zeros");
    refused(F32 + "\"shape\":2", "header, byte 36: expected '[', found '2'");
    assertTrue(
        refusal(MalformedFiles.file(F32 + "\"shape\":[9223372036854775808]", 8))
            .endsWith("expected a number below 2^63, found a larger one"));
    assertEquals(
        "tensor \"x\": expected fewer than 2^31 - 64 elements, found a shape of"
            + " [9223372036854775807]",
        refusal(MalformedFiles.file("{" + x("F32", "[9223372036854775807]", "[0,8]") + "}", 8)));
  }

  @Test
  void strings() {
    refused(
        "{\"\\x\":0}",
        "header, byte 11: expected one of \" \\ / b f n r t u behind a backslash, found 'x'");
    refused("{\"\\u12g4\":0}", "header, byte 14: expected four hexadecimal digits, found 'g'");
    String half = ": expected the second half of a surrogate pair";
    refused("{\"\\ud800\":0}", "header, byte 16" + half);
    refused("{\"\\ud800\\u0041\":0}", "header, byte 22" + half);
    refused(
        "{\"\\udc00\":0}",
        "header, byte 16: expected a character, found the second half of a surrogate pair");
    refused(
        "{\"\n\":0}", "header, byte 10: expected an escaped control character, found byte 0x0a");
    refused("{é", "header, byte 9: expected a string, found byte 0xc3");
    // A lone continuation byte, an overlong '/', a surrogate in UTF-8, a cut sequence, 0xff.
    String[] noText = {"\u0080", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00c3", "\u00ff"};
    for (String wrong : noText) {
      byte[] header = ("{\"" + wrong + "\":0}").getBytes(StandardCharsets.ISO_8859_1);
      assertEquals(
          "header, byte 10: expected UTF-8, found something else in the string that begins here",
          refusal(MalformedFiles.file(header, 0)));
    }
  }

  @Test
  void entries() {
    String incomplete = ": expected tensor \"x\" to have a dtype, a shape and two data offsets";
    refused("{\"x\":{}}", "header, byte 15" + incomplete);
    refused(F32 + "\"shape\":[2]}}", "header, byte 40" + incomplete);
    refused("{" + x("F32", "[2]", "[8]") + "}", "header, byte 59" + incomplete);
    refused(
        "{" + x("F32", "[2]", "[0,4,8]") + "}",
        "header, byte 60: expected at most 2 numbers, found more");
    String unknown = "header, byte 27: expected a known dtype, found ";
    refused("{" + x("F33", "[2]", "[0,8]") + "}", unknown + "\"F33\"");
    refused("{" + x("f32", "[2]", "[0,8]") + "}", unknown + "\"f32\"");
    refused("{\"x\":{\"dtype\":32", "header, byte 22: expected a string, found '3'");
    refused(
        F32 + "\"a\":1",
        "header, byte 32: expected \"dtype\", \"shape\" or \"data_offsets\", found \"a\"");
    String twice = "expected each name once, found a second ";
    refused(F32 + "\"dtype\":\"F32\"", "header, byte 36: " + twice + "\"dtype\"");
    String scalar = "{" + x("F32", "[2]", "[0,8]") + ",";
    String none = "\":{\"dtype\":\"F32\",\"shape\":[0],\"data_offsets\":[8,8]}}";
    refused(scalar + "\"x" + none, "header, byte 114: " + twice + "\"x\"");
    refused(scalar + "\"\\u0078" + none, "header, byte 119: " + twice + "\"x\"");
  }

  @Test
  void metadata() {
    refused("{\"__metadata__\":[]}", "header, byte 24: expected '{', found '['");
    String noString = "header, byte 29: expected a string, found ";
    refused("{\"__metadata__\":{\"a\":1}}", noString + "'1'");
    refused("{\"__metadata__\":{\"a\":null}}", noString + "'n'");
    refused("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", noString + "'{'");
    String twice = "expected each name once, found a second ";
    refused("{\"__metadata__\":{\"a\":\"b\",\"a\":\"b\"", "header, byte 40: " + twice + "\"a\"");
    refused(
        "{\"__metadata__\":{},\"__metadata__\":{}}",
        "header, byte 42: " + twice + "\"__metadata__\"");
  }

  @Test
  void sizes() {
    refused("{}", "expected 0 bytes of tensor data behind the header, found 8");
    refused(
        "{" + x("F32", "[3]", "[0,8]") + "}",
        "tensor \"x\": expected 12 bytes for F32 [3], found data offsets [0, 8]");
    refused(
        "{" + x("F32", "[2]", "[8,0]") + "}",
        "tensor \"x\": expected 8 bytes for F32 [2], found data offsets [8, 0]");
    refused(
        "{" + x("F4", "[5]", "[0,3]") + "}",
        "tensor \"x\": expected whole bytes for F4 [5], found data offsets [0, 3]");
    refused(
        "{" + x("F32", "[1]", "[0,4]") + "}",
        "expected 4 bytes of tensor data behind the header, found 8");
    refused(
        "{" + x("F32", "[3]", "[0,12]") + "}",
        "expected 12 bytes of tensor data behind the header, found 8");
    String tooMany = "tensor \"x\": expected fewer than 2^31 - 64 elements, found a shape of ";
    refused("{" + x("F32", "[2147483648]", "[0,8589934592]") + "}", tooMany + "[2147483648]");
    refused("{" + x("F32", "[4294967298]", "[0,8]") + "}", tooMany + "[4294967298]");
    refused("{" + x("F32", "[65536,65536]", "[0,0]") + "}", tooMany + "[65536, 65536]");
  }

  @Test
  void gapsAndOverlaps() {
    String y = ",\"y\":{\"dtype\":\"U8\",\"shape\":[%d],\"data_offsets\":[%d,8]}}";
    refused(
        "{" + x("F32", "[1]", "[4,8]") + "}",
        "tensor \"x\": expected data from offset 0 on, where those before end, found 4");
    refused(
        "{" + x("F32", "[2]", "[0,8]") + y.formatted(4, 4),
        "tensor \"y\": expected data from offset 8 on, where those before end, found 4");
    refused(
        "{" + x("F32", "[1]", "[0,4]") + y.formatted(8, 0),
        "tensor \"y\": expected data from offset 4 on, where those before end, found 0");
    refused(
        "{" + x("F32", "[1]", "[0,4]") + y.formatted(3, 5),
        "tensor \"y\": expected data from offset 4 on, where those before end, found 5");
  }

  private static long allocatedBytes(byte[] file) {
    return Allocations.fewestBytes(2, () -> refusal(file));
  }

  @Test
  void headerLengthsAreCheckedBeforeAnythingIsAllocated() {
    long[] lengths = {
      3,
      1 << 20,
      100_000_000,
      100_000_001,
      Integer.MAX_VALUE,
      1L << 32,
      1L << 62,
      Long.MAX_VALUE - 7,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      -8,
      -1
    };
    byte[] file = MalformedFiles.file("{}", 0);
    for (long length : lengths) {
      ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      assertEquals(
          "expected a safetensors header of at most 2 bytes, found a length of "
              + Long.toUnsignedString(length),
          refusal(file));
      long bytes = allocatedBytes(file);
      assertTrue(bytes < 1 << 16, length + " allocated " + bytes);
    }
  }

  /// A shape whose tensor would be huge is refused by the file's length, not by the heap.
  @Test
  void hugeTensorsAreCheckedAgainstTheFilesLength() {
    byte[] file = MalformedFiles.file("{" + x("F64", "[2000000000]", "[0,16000000000]") + "}", 8);
    assertEquals(
        "expected 16000000000 bytes of tensor data behind the header, found 8", refusal(file));
    assertTrue(allocatedBytes(file) < 1 << 16);
  }

  /// Deep nesting, long lists and many axes stop at the first thing that does not belong there.
  @Test
  void hostileHeadersTakeNoMemoryBeyondTheirOwn() {
    int n = 1 << 20;
    String shape = "{\"x\":{\"dtype\":\"F32\",\"data_offsets\":[0,0],\"shape\":[";
    String[] headers = {
      "{\"x\":" + "[".repeat(n),
      "{\"x\":".repeat(n),
      "{\"__metadata__\":" + "{\"a\":".repeat(n),
      "{\"__metadata__\":{\"a\":[" + "[],".repeat(n),
      shape + "1,".repeat(n),
      shape + "[".repeat(n),
      shape + "9".repeat(n)
    };
    for (String header : headers) {
      byte[] file = MalformedFiles.file(header, 0);
      long bytes = allocatedBytes(file);
      assertTrue(
          bytes < file.length + (1 << 16),
          header.substring(0, 30) + "… of " + file.length + " bytes allocated " + bytes);
    }
  }
}
