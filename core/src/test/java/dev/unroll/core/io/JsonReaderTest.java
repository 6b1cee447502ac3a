package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Trees; what a header is made of stands in [MalformedHeaderTest].
final class JsonReaderTest {
  private static Object read(String json) throws MalformedFileException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    JsonReader reader = new JsonReader("file", "config", bytes, 0);
    Object value = reader.value();
    reader.end();
    return value;
  }

  private static void refused(String json, String message) {
    MalformedFileException e = assertThrows(MalformedFileException.class, () -> read(json));
    assertEquals("file: config, byte " + message, e.getMessage());
  }

  @Test
  void everyKindOfValue() throws MalformedFileException {
    Map<?, ?> tree =
        (Map<?, ?>)
            read(
                """
                {"b": true, "a": [1, -2.5e-1, "x\\u00e9", null, {}, []], "c": {"d": false},
                 "big": 9223372036854775807, "bigger": 9223372036854775808, "zero": -0.0}""");
    assertEquals(
        List.of("b", "a", "c", "big", "bigger", "zero"), new ArrayList<Object>(tree.keySet()));
    assertEquals(true, tree.get("b"));
    assertEquals(Arrays.asList(1L, -0.25, "xé", null, Map.of(), List.of()), tree.get("a"));
    assertEquals(Map.of("d", false), tree.get("c"));
    assertEquals(Long.MAX_VALUE, tree.get("big"));
    assertEquals(0x1p63, tree.get("bigger"));
    assertEquals(-0.0, tree.get("zero"));
    assertNull(read("null"));
    assertEquals(List.of(1e3, 0L, -1L), read(" [1e+3,0,-1] "));
  }

  @Test
  void whatPythonWritesForNumbersThatAreNone() throws MalformedFileException {
    assertEquals(
        List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
        read("[NaN,Infinity,-Infinity]"));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    refused("", "0: expected a value, found the end of the config");
    refused("[1,]", "3: expected a value, found ']'");
    refused("[-]", "2: expected a value, found ']'");
    refused("[01]", "3: expected a number without leading zeros");
    refused("[1.]", "3: expected digits behind the point, found ']'");
    refused("[1e]", "3: expected an exponent, found ']'");
    refused("[tru]", "1: expected true, found 't'");
    refused("nul", "0: expected null, found 'n'");
    refused("{\"a\":1,\"a\":2}", "11: expected each name once, found a second \"a\"");
    refused("[1] 2", "4: expected nothing more than padding, found '2'");
    refused("1".repeat(1001), "1001: expected numbers of at most 1000 characters");
  }

  @Test
  void depthIsLimited() throws MalformedFileException {
    read("[".repeat(200) + "]".repeat(200));
    refused("[".repeat(100_000), "200: expected at most 200 objects and arrays within each other");
  }

  @Test
  void aMessageIsOneLine() {
    assertEquals(
        "file: layer ?a?: none",
        new MalformedFileException("file", "layer \na\u0007: none").getMessage());
  }
}
