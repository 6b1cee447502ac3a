package dev.unroll.interop.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Small files that h5py 3.16 (HDF5 1.14) wrote.
final class Hdf5FileTest {
  static byte[] bytes(String name) {
    try (InputStream in = Hdf5FileTest.class.getResourceAsStream("/hdf5/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Hdf5Group root(String name) throws MalformedFileException {
    return Hdf5File.of(name, bytes(name)).root();
  }

  @ParameterizedTest
  @ValueSource(strings = {"default.h5", "latest.h5", "ordered.h5"})
  void dataAndAttributes(String name) throws MalformedFileException {
    Hdf5Group weights = root(name).group("weights");
    assertEquals("/weights", weights.path());
    assertEquals(List.of("one", "three", ""), weights.strings("names_fixed"));
    assertEquals(List.of("ein", "zwölf", ""), weights.strings("names_variable"));
    assertEquals("{\"class_name\": \"Sequential\"}", weights.string("config"));
    assertEquals("bytes", weights.string("config_bytes"));
    assertEquals(List.of(), weights.strings("none"));
    assertNull(weights.string("absent"));
    assertTrue(weights.hasAttribute("number"));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> weights.string("number"));
    assertEquals(
        name + ": attribute \"number\" of /weights: expected strings, found integers",
        e.getMessage());

    assertEquals(Shape.of(2, 3), weights.dataset("float").array().shape());
    double[] floats = {0, 0.25, 0.5, 0.75, 1, 1.25};
    assertArrayEquals(floats, weights.dataset("float").array().doubles());
    assertArrayEquals(new double[] {-1.5, -0.5, 0.5}, weights.dataset("big").array().doubles());
    assertArrayEquals(new double[] {1.5, -2}, weights.dataset("half").array().doubles());
    assertArrayEquals(new long[] {-1, 1L << 40}, weights.dataset("integer").array().longs());
    assertArrayEquals(new long[] {-2, 3}, weights.dataset("short").array().longs());
    assertArrayEquals(new long[] {1, 0, 1}, weights.dataset("bool").array().longs());
    assertEquals(Shape.SCALAR, weights.dataset("scalar").array().shape());
    assertArrayEquals(new double[] {2.5}, weights.dataset("scalar").array().doubles());
    assertEquals(Shape.of(0, 3), weights.dataset("empty").array().shape());
    assertEquals(DType.F16, weights.dataset("half").array().dtype());
  }

  @Test
  void largeGroupsAndLinks() throws MalformedFileException {
    Hdf5Group root = root("default.h5");
    Hdf5Group many = root.group("many");
    assertEquals(
        IntStream.range(0, 40).mapToObj("v%02d"::formatted).toList(), List.copyOf(many.names()));
    for (int i = 0; i < 40; i++) {
      assertArrayEquals(new long[] {i}, root.dataset("many/v%02d".formatted(i)).array().longs());
    }
    assertArrayEquals(new double[] {1, -2.5}, root.dataset("bf16").array().doubles());
    assertFalse(root.contains("soft"));
    assertTrue(root.contains("/hard/float"));
    assertFalse(root.contains("hard/float/x"));
    assertFalse(root.contains("absent"));
    assertEquals("/hard/float", root.dataset("hard/float").path());
  }

  private static void refused(String name, String path, String message) {
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> root(name).dataset(path).array());
    assertEquals(name + ": " + message, e.getMessage());
  }

  @Test
  void whatIsNotReadIsNamed() throws MalformedFileException {
    String name = "refused.h5";
    String piece = ": expected data in one piece, found ";
    String advice = "; write it without chunks and compression";
    refused(name, "chunked", "/chunked" + piece + "chunked data" + advice);
    refused(
        name, "gzip", "/gzip" + piece + "compressed or otherwise filtered data (gzip)" + advice);
    refused(
        name,
        "shuffle",
        "/shuffle" + piece + "compressed or otherwise filtered data (shuffle)" + advice);
    refused(name, "external", "/external" + piece + "data in another file" + advice);
    refused(name, "text", "/text: expected numbers, found strings");
    refused(name, "compound", "/compound: expected numbers, found a compound type");
    refused(name, "unwritten", "/unwritten: expected data, found that none was ever written");
    refused(
        name,
        "committed",
        "/committed: expected its own type and shape, found ones that are shared (committed)");
    refused(name, "absent", "/: expected a data set \"absent\", found 9 names");
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> root("dense.h5").group("many").names());
    assertEquals(
        "dense.h5: /many: expected links in the group's header, found them in dense storage; write"
            + " the file with libver='earliest'",
        e.getMessage());
    Hdf5Group attributes = root("dense.h5").group("attributes");
    e = assertThrows(MalformedFileException.class, () -> attributes.string("v0"));
    assertTrue(e.getMessage().contains("expected attributes in the object's header"));
  }

  @Test
  void truncatedFilesAreRefused() {
    byte[] whole = bytes("default.h5");
    for (int length : new int[] {0, 7, 8, 95, 96, 200, whole.length - 1}) {
      byte[] cut = Arrays.copyOf(whole, length);
      MalformedFileException e =
          assertThrows(MalformedFileException.class, () -> Hdf5File.of("file", cut));
      String message =
          length < 96
              ? "file: expected an HDF5 file, found another beginning"
              : "file: expected a file of 26368 bytes, found %d: it is cut off".formatted(length);
      assertEquals(message, e.getMessage());
    }
  }
}
