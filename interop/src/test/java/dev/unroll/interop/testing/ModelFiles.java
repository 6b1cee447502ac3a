package dev.unroll.interop.testing;

import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.array.NdArray;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/// Model files of other libraries with what those compute, `X` and `X.expected.safetensors`: `in.NAME` an
/// input, `out.NAME` what the library gives in float32, `oracle.NAME` the same in float64; `in2.` and so on are a
/// second call.
public final class ModelFiles {
  private ModelFiles() {}

  /// The bytes of a file.
  public static byte[] bytes(String name) {
    try (InputStream in = ModelFiles.class.getResourceAsStream("/interop/" + name)) {
      if (in == null) {
        throw new AssertionError("there is no file " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// What is expected of a file.
  public static SafetensorsFile expected(String name) throws IOException {
    String expected = name + ".expected.safetensors";
    return SafetensorsFile.of(expected, bytes(expected));
  }

  /// The expected tensors whose names begin with a prefix, without it, in the order of the file.
  public static Map<String, NdArray> expected(String name, String prefix) throws IOException {
    SafetensorsFile file = expected(name);
    Map<String, NdArray> found = new LinkedHashMap<>();
    for (String tensor : file.names()) {
      if (tensor.startsWith(prefix)) {
        found.put(tensor.substring(prefix.length()), NdArray.read(file, tensor));
      }
    }
    return found;
  }
}
