package dev.unroll.core.testing;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// One case of the golden results: inputs and what PyTorch computes from them in float64. The
/// `README.md` beside the files says what each case and each name means.
///
///     Golden golden = Golden.load("lstm");
///     Tensor x = golden.tensor("in.x");           // inputs are F32 …
///     double[] y = golden.doubles("out.y");       // … expected values F64
///     int steps = golden.integer("T");
///
/// Whatever cannot be read is an [UncheckedIOException].
public final class Golden {
  private final String name;
  private final SafetensorsFile file;

  private Golden(String name, SafetensorsFile file) {
    this.name = name;
    this.file = file;
  }

  /// The case with the given name: that of its file, without the ending.
  public static Golden load(String name) {
    String resource = name + ".safetensors";
    return unchecked(() -> new Golden(name, SafetensorsFile.of(resource, bytes(resource))));
  }

  /// The names of all cases.
  public static List<String> names() {
    String manifest = new String(unchecked(() -> bytes("manifest.json")), StandardCharsets.UTF_8);
    return Pattern.compile("\"file\": \"(\\w+)\\.safetensors\"")
        .matcher(manifest)
        .results()
        .map(result -> result.group(1))
        .toList();
  }

  /// The bytes of a file among the golden ones.
  public static byte[] bytes(String file) throws IOException {
    try (InputStream in = Golden.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new FileNotFoundException("no golden file " + file);
      }
      return in.readAllBytes();
    }
  }

  /// The names of all tensors, inputs (`in.…`) and expected values (`out.…`).
  public Set<String> tensors() {
    return file.names();
  }

  /// Whether there is a tensor of this name.
  public boolean has(String tensor) {
    return file.names().contains(tensor);
  }

  /// The shape of a tensor.
  public Shape shape(String tensor) {
    return unchecked(() -> file.shape(tensor));
  }

  /// A new tensor of an input's floats.
  public Tensor tensor(String tensor) {
    return unchecked(() -> file.tensor(tensor));
  }

  /// The elements of any floats, row-major: expected values, or inputs, which widen exactly.
  public double[] doubles(String tensor) {
    return unchecked(() -> file.doubles(tensor));
  }

  /// The elements of a tensor of integers, row-major: ids, classes, lengths.
  public int[] ints(String tensor) {
    return unchecked(() -> file.ints(tensor));
  }

  /// The options of the case, as text.
  public Map<String, String> options() {
    return file.metadata();
  }

  /// An option of the case.
  public String option(String key) {
    String value = file.metadata().get(key);
    if (value == null) {
      throw new IllegalArgumentException("golden case " + name + " has no option " + key);
    }
    return value;
  }

  /// An option that is a whole number, say a size.
  public int integer(String key) {
    return Integer.parseInt(option(key));
  }

  /// An option that is a number.
  public double number(String key) {
    return Double.parseDouble(option(key));
  }

  /// An option that is `True` or `False`.
  public boolean flag(String key) {
    return switch (option(key)) {
      case "True" -> true;
      case "False" -> false;
      default -> throw new IllegalArgumentException(name + ": " + key + " is no flag");
    };
  }

  /// The sequence length of every batch row of a recurrent case; null if all have `T` steps.
  public int[] lengths() {
    String value = option("lengths");
    return value.equals("null")
        ? null
        : Pattern.compile("\\d+")
            .matcher(value)
            .results()
            .mapToInt(result -> Integer.parseInt(result.group()))
            .toArray();
  }

  @Override
  public String toString() {
    return "golden case " + name;
  }

  private interface Reading<R> {
    R get() throws IOException;
  }

  private static <R> R unchecked(Reading<R> reading) {
    try {
      return reading.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
